import type { Handle } from '@sveltejs/kit';
import { building } from '$app/environment';
import { provideBackend } from '$lib/supabase/backend.server';
import { embedded, embeddedFetch, isEmbedded } from '../embedded';
import { serverSettings } from '../env';
import { firstAdministrator, firstRun } from '../first-run';
import { log } from '../log';
import { gauge } from '../metrics';
import { proxyApi, proxyRealtime } from '../proxy';

const API = /^\/(rest|auth)\/v1(\/|$)/;

/** Starts what the server stands on; the server is ready when it returns. For `init` of the hooks. */
export async function startBackend(): Promise<void> {
	if (building || globalThis.huijiangServer) return;
	const settings = serverSettings();
	if (settings.supabase) {
		provideBackend(settings.supabase);
		await firstAdministrator(settings.admin);
		globalThis.huijiangRealtime = proxyRealtime(settings.supabase.url);
		globalThis.huijiangServer = {
			backend: 'supabase',
			accounts: [],
			disconnect: () => undefined,
			close: async () => undefined,
		};
		return;
	}
	const backend = await embedded();
	const { publishable, secret } = backend.keys;
	provideBackend({
		url: 'http://embedded', // never connected to: `fetch` stays in this process
		publishableKey: publishable,
		secretKey: secret,
		fetch: embeddedFetch,
	});
	globalThis.huijiangRealtime = backend.hub;
	gauge('huijiang_database_queue', () => backend.database.waiting());
	gauge('huijiang_realtime_sockets', () => backend.hub.size);
	const accounts = await firstRun(backend, settings).catch(async (error: unknown) => {
		await backend.close(); // gives the folder back to the next start
		throw error;
	});
	globalThis.huijiangServer = {
		backend: backend.database.kind === 'pglite' ? 'embedded' : 'embedded on postgres',
		accounts,
		disconnect: () => backend.hub.close(),
		close: () => backend.close(),
	};
	log.info({ backend: globalThis.huijiangServer.backend }, 'ready');
}

/**
 * Serves Supabase's API on the app's own origin: from the embedded backend, or passed on to the
 * project. Browsers talk to one origin in both modes, so the content security policy stays strict.
 */
export const backendApi: Handle = async ({ event, resolve }) => {
	if (building || !API.test(event.url.pathname)) return resolve(event);
	if (!isEmbedded()) {
		return proxyApi(event.request, serverSettings().supabase, event.getClientAddress());
	}
	const backend = await embedded();
	const res = await backend.fetch(event.request, event.getClientAddress());
	const headers = new Headers(res.headers);
	// The library opens the API to every origin; it is for this one.
	for (const name of [...headers.keys()]) {
		if (name.startsWith('access-control-')) headers.delete(name);
	}
	headers.set('cache-control', 'no-store');
	return new Response(res.body, { status: res.status, headers });
};
