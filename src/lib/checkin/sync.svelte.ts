import type { Connection } from '$lib/offline/connection.svelte';
import type { ErrorCode } from '$lib/shared/errors';
import { browserClient } from '$lib/supabase/browser';
import { enrollDevice, fetchRoster, onCheckinChange } from './data';
import { measureOffset } from './domain/clock';
import type { Scanner } from './scanner.svelte';
import type { CheckinDatabase } from './store';

const UPLOAD_EVERY_MS = 10_000;
const DOWNLOAD_EVERY_MS = 60_000;

/** Settles with the server in the background. Nothing on the screen waits for it. */
export class Sync {
	waiting = $state(0);
	parked = $state(0);
	/** Why the last attempt failed; null when all is well. */
	problem: ErrorCode | null = $state(null);
	readonly #database: CheckinDatabase;
	readonly #scanner: Scanner;
	readonly #connection: Connection;
	#downloading: Promise<void> | null = null;

	constructor(database: CheckinDatabase, scanner: Scanner, connection: Connection) {
		this.#database = database;
		this.#scanner = scanner;
		this.#connection = connection;
		scanner.onchange = () => void this.upload();
	}

	/** Starts the regular exchange; returns how to stop it. */
	start(): () => void {
		const stops = [
			every(UPLOAD_EVERY_MS, () => this.upload()),
			every(DOWNLOAD_EVERY_MS, () => this.download()),
			this.#connection.onReturn(() => void this.exchange()),
		];
		let stopped = false;
		void this.exchange();
		browserClient().then(
			(client) => {
				if (stopped) return;
				stops.push(onCheckinChange(client, this.#scanner.event.id, () => void this.download()));
			},
			() => undefined, // offline from the start: the timers do
		);
		return () => {
			stopped = true;
			for (const stop of stops) stop();
		};
	}

	/** Everything at once, without waiting for pauses: on opening, on return of the network, by hand. */
	async exchange(): Promise<void> {
		await this.#enroll();
		await this.upload(true);
		await this.download();
	}

	async upload(hurry = false): Promise<void> {
		await this.#count();
		if (this.waiting > 0 && (await this.#enroll())) {
			const failed = await this.#scanner.queue.flush({ hurry });
			this.#tell(failed as ErrorCode | null);
			await this.#count();
			await this.#scanner.refresh();
		}
	}

	download(): Promise<void> {
		this.#downloading ??= this.#download().finally(() => (this.#downloading = null));
		return this.#downloading;
	}

	async #download(): Promise<void> {
		const { event, clock } = this.#scanner;
		const stored = await this.#database.events.get(event.id);
		const sentAt = Date.now();
		try {
			const answer = await fetchRoster(await browserClient(), event.id, stored?.revision ?? 0);
			this.#tell(answer.ok ? null : answer.error.code);
			if (!answer.ok) return;
			const { serverTime } = answer.value;
			const measured = measureOffset({ sentAt, receivedAt: Date.now(), serverTime });
			if (measured) clock.learn(measured);
			await this.#database.apply(answer.value, Date.now());
			const fresh = await this.#database.events.get(event.id);
			if (fresh) this.#scanner.event = fresh;
			await this.#scanner.refresh();
		} catch (error) {
			this.#fail(error);
		}
	}

	/** Makes the device known; uploads need it. False when the server could not be told yet. */
	async #enroll(): Promise<boolean> {
		const { post, event } = this.#scanner;
		if (post.enrolled) return true;
		try {
			const client = await browserClient();
			const answer = await enrollDevice(client, post.deviceId, event.id, post.gate);
			this.#tell(answer.ok ? null : answer.error.code);
			if (!answer.ok) return false;
			this.#scanner.post = { ...post, enrolled: true };
			await this.#database.keepPost(event.id, this.#scanner.post);
			return true;
		} catch (error) {
			this.#fail(error);
			return false;
		}
	}

	async #count(): Promise<void> {
		const { waiting, parked } = await this.#scanner.queue.counts();
		this.waiting = waiting;
		this.parked = parked;
	}

	#fail(error: unknown): void {
		// Without a network there is no client yet; anything else is a bug worth a line in the console.
		const offline = error instanceof TypeError;
		if (!offline) console.error('exchange with the server failed', error);
		this.#tell(offline ? 'unavailable' : 'unexpected');
	}

	#tell(code: ErrorCode | null): void {
		this.problem = code;
		this.#connection.report(code !== 'unavailable');
	}
}

function every(ms: number, work: () => Promise<void>): () => void {
	const timer = setInterval(() => void work(), ms);
	return () => clearInterval(timer);
}
