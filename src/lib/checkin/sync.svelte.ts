import type { Connection } from '$lib/offline/connection.svelte';
import type { ErrorCode } from '$lib/shared/errors';
import type { Rpc } from '$lib/supabase/browser';
import { followTopic } from '$lib/supabase/live';
import { enrollDevice, fetchRoster } from './data';
import { measureOffset } from './domain/clock';
import type { Scanner } from './scanner.svelte';
import { isOver, type CheckinDatabase } from './store';

const UPLOAD_EVERY_MS = 10_000;
const DOWNLOAD_EVERY_MS = 60_000;

/** Why a device may not hold an event's people any longer. */
export type Lost = 'not_permitted' | 'device_revoked' | 'over';

/** Settles with the server in the background. Nothing on the screen waits for it. */
export class Sync {
	waiting = $state(0);
	parked = $state(0);
	/** Scans of other users of this device, which go up when they sign in again. */
	others = $state(0);
	/** Why the last attempt failed; null when all is well. */
	problem: ErrorCode | null = $state(null);
	readonly #database: CheckinDatabase;
	readonly #scanner: Scanner;
	/** Called when this device may not hold the event's people any longer. */
	onlost: (why: Lost) => void = () => undefined;
	readonly #connection: Connection;
	readonly #rpc: Rpc;
	#downloading: Promise<void> | null = null;

	constructor(database: CheckinDatabase, scanner: Scanner, connection: Connection, rpc: Rpc) {
		this.#database = database;
		this.#scanner = scanner;
		this.#connection = connection;
		this.#rpc = rpc;
		scanner.onchange = () => void this.upload();
	}

	/** Starts the regular exchange; returns how to stop it. */
	start(): () => void {
		const stops = [
			every(UPLOAD_EVERY_MS, () => this.upload()),
			every(DOWNLOAD_EVERY_MS, () => this.download()),
			this.#connection.onReturn(() => void this.exchange()),
			followTopic(`event:${this.#scanner.event.id}`, () => void this.download()),
		];
		void this.exchange();
		return () => {
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
		const { event, clock, post } = this.#scanner;
		const stored = await this.#database.events.get(event.id);
		const sentAt = Date.now();
		try {
			const answer = await fetchRoster(this.#rpc, {
				eventId: event.id,
				since: stored?.revision ?? 0,
				deviceId: post.deviceId,
			});
			this.#tell(answer.ok ? null : answer.error.code);
			if (!answer.ok) return await this.#refused(answer.error.code);
			const { serverTime } = answer.value;
			if (isOver(answer.value.event, serverTime)) return await this.#lose('over');
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

	async #refused(code: ErrorCode): Promise<void> {
		if (code === 'not_permitted' || code === 'device_revoked') await this.#lose(code);
	}

	/** What was scanned goes up first, as far as the server takes it. */
	async #lose(why: Lost): Promise<void> {
		await this.upload(true);
		this.onlost(why);
	}

	/** Makes the device known; uploads need it. False when the server could not be told yet. */
	async #enroll(): Promise<boolean> {
		const { post, event } = this.#scanner;
		if (post.enrolled) return true;
		try {
			const answer = await enrollDevice(this.#rpc, post.deviceId, event.id, post.gate);
			this.#tell(answer.ok ? null : answer.error.code);
			// One that was revoked is known, and what it scanned before is still taken.
			if (!answer.ok) return answer.error.code === 'device_revoked';
			this.#scanner.post = { ...post, enrolled: true };
			await this.#database.keepPost(event.id, this.#scanner.post);
			return true;
		} catch (error) {
			this.#fail(error);
			return false;
		}
	}

	/** Reads the counts anew, after somebody has sent by hand. */
	async recount(): Promise<void> {
		await this.#count();
		await this.#scanner.refresh();
	}

	async #count(): Promise<void> {
		const { waiting, parked, others } = await this.#scanner.queue.counts();
		this.waiting = waiting;
		this.parked = parked;
		this.others = others;
	}

	#fail(error: unknown): void {
		console.error('exchange with the server failed', error);
		this.#tell('unexpected');
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
