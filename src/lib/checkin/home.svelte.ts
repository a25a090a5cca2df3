import { keepFor } from '$lib/offline/owner';
import type { ErrorCode } from '$lib/shared/errors';
import { signedIn } from '$lib/supabase/browser';
import { DeviceClock } from './clock';
import { fetchScanEvents } from './data';
import type { ScanEvent } from './schema';
import { CheckinDatabase, SCAN_EVENTS } from './store';

interface Kept {
	events: ScanEvent[];
	fetchedAt: number;
}

/** The events that this person may scan for: kept ones at once, fresh ones when they come. */
export class CheckinHome {
	/** Null until something is known. */
	events: ScanEvent[] | null = $state.raw(null);
	fetchedAt = $state(0);
	problem: ErrorCode | null = $state(null);
	/** The event and the gate of the last time. */
	last: { eventId: string; gate: string } | null = $state.raw(null);
	readonly #database = new CheckinDatabase();

	async load(): Promise<void> {
		this.problem = null;
		try {
			const account = await signedIn();
			if (!account) return this.#fail('not_signed_in');
			keepFor(account.userId);
			await this.#database.claim(account.userId);
			await this.#expire();
			const kept = await this.#database.recall<Kept>(SCAN_EVENTS);
			if (kept) this.#show(kept);
			await this.#recallLast();
			const answer = await fetchScanEvents(account.rpc);
			if (!answer.ok) return this.#fail(answer.error.code);
			const fresh = { events: answer.value, fetchedAt: Date.now() };
			await this.#database.remember(SCAN_EVENTS, fresh);
			this.#show(fresh);
		} catch (error) {
			console.error('the events could not be fetched', error);
			this.#fail('unexpected');
		}
	}

	close(): void {
		this.#database.close();
	}

	async #expire(): Promise<void> {
		const clock = new DeviceClock(this.#database);
		await clock.load();
		await this.#database.expire(clock.read().corrected);
	}

	async #recallLast(): Promise<void> {
		const eventId = await this.#database.recall<string>('last-event');
		const post = eventId && (await this.#database.post(eventId));
		this.last = eventId && post ? { eventId, gate: post.gate } : null;
	}

	#fail(code: ErrorCode): void {
		this.problem = code;
		if (code === 'not_signed_in') this.events = null;
	}

	#show({ events, fetchedAt }: Kept): void {
		this.events = events;
		this.fetchedAt = fetchedAt;
	}
}
