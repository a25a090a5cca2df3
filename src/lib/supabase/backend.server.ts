/** Where the server finds Supabase. */
export interface Backend {
	url: string;
	publishableKey: string;
	secretKey: string;
	/** Given when the backend is in this process: no socket, no network. */
	fetch?: typeof fetch;
}

declare global {
	/** Outlives a reload of the modules in development. */
	var huijiangBackend: Backend | undefined;
}

/** Told once, when the server starts. */
export function provideBackend(backend: Backend): void {
	globalThis.huijiangBackend = backend;
}

/** @throws when asked before the server has started */
export function backend(): Backend {
	if (!globalThis.huijiangBackend) throw new Error('The backend is not ready yet.');
	return globalThis.huijiangBackend;
}
