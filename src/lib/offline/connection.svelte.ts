import { createSubscriber } from 'svelte/reactivity';

const PROBE_URL = '/api/health';
const PROBE_TIMEOUT_MS = 5_000;
const PROBE_EVERY_MS = 20_000;

/**
 * Whether the server can be reached. The browser only knows whether there is a network at all, so a
 * small request asks now and then, and every answer or failure of other requests is told here too.
 * Nothing waits for this: it is shown, and it says when to try again.
 */
export class Connection {
	#online = $state(typeof navigator === 'undefined' || navigator.onLine);
	#listeners: (() => void)[] = [];
	readonly #subscribe = createSubscriber(() => {
		const check = () => void this.probe();
		const lost = () => this.#set(false);
		addEventListener('online', check);
		addEventListener('offline', lost);
		const timer = setInterval(check, PROBE_EVERY_MS);
		check();
		return () => {
			clearInterval(timer);
			removeEventListener('online', check);
			removeEventListener('offline', lost);
		};
	});

	get online(): boolean {
		this.#subscribe();
		return this.#online;
	}

	/** Calls back each time the server is reached again. Returns how to stop. */
	onReturn(callback: () => void): () => void {
		this.#listeners.push(callback);
		return () => {
			this.#listeners = this.#listeners.filter((listener) => listener !== callback);
		};
	}

	/** What another request has found out. */
	report(reached: boolean): void {
		this.#set(reached);
	}

	/** Asks the server now. */
	async probe(): Promise<boolean> {
		try {
			const signal = AbortSignal.timeout(PROBE_TIMEOUT_MS);
			const answer = await fetch(PROBE_URL, { method: 'GET', cache: 'no-store', signal });
			this.#set(answer.ok);
		} catch {
			this.#set(false); // no network, no server: both mean offline
		}
		return this.#online;
	}

	#set(online: boolean): void {
		const returned = online && !this.#online;
		this.#online = online;
		if (returned) for (const listener of this.#listeners) listener();
	}
}
