import type { ErrorCode } from '$lib/shared/errors';
import { browserClient } from '$lib/supabase/browser';
import { fetchScanEvents } from './data';
import type { ScanEvent } from './schema';
import { CheckinDatabase } from './store';

const KEPT = 'scan-events';

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
		const kept = await this.#database.recall<Kept>(KEPT);
		if (kept) this.#show(kept);
		await this.#recallLast();
		try {
			const answer = await fetchScanEvents(await browserClient());
			if (!answer.ok) {
				this.problem = answer.error.code;
				return;
			}
			const fresh = { events: answer.value, fetchedAt: Date.now() };
			await this.#database.remember(KEPT, fresh);
			this.#show(fresh);
		} catch (error) {
			const offline = error instanceof TypeError;
			if (!offline) console.error('the events could not be fetched', error);
			this.problem = offline ? 'unavailable' : 'unexpected';
		}
	}

	close(): void {
		this.#database.close();
	}

	async #recallLast(): Promise<void> {
		const eventId = await this.#database.recall<string>('last-event');
		const post = eventId && (await this.#database.post(eventId));
		this.last = eventId && post ? { eventId, gate: post.gate } : null;
	}

	#show({ events, fetchedAt }: Kept): void {
		this.events = events;
		this.fetchedAt = fetchedAt;
	}
}
