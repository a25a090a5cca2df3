import Dexie from 'dexie';
import type { OfflineDatabase, OutboxItem } from './database';

/** What the server said about one item. */
export type ItemAnswer<A> =
	{ id: string; ok: true; answer: A } | { id: string; ok: false; code: string; field?: string };

/** What became of one sending. */
export type SendOutcome<A> =
	| { kind: 'answered'; items: ItemAnswer<A>[] }
	/** Try again later: no network, a busy server, a sign-in that ran out. */
	| { kind: 'later'; code: string }
	/** The sending as such was wrong and will never succeed as it is. */
	| { kind: 'refused'; code: string; field?: string };

export interface OutboxOptions<P, A> {
	database: OfflineDatabase;
	topic: string;
	/** Who works with the queue; what others have left in it stays until they come back. */
	userId: string;
	/** Sends payloads, oldest first. Must not throw for what it can name. */
	send: (items: { id: string; payload: P }[]) => Promise<SendOutcome<A>>;
	/** Runs in the transaction that removes an acknowledged item. */
	acknowledged?: (id: string, answer: A) => Promise<void>;
	batchSize: number;
	now?: () => number;
}

const FIRST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 60_000;

/** How long to wait after so many failed attempts, ms: doubling, up to a minute. */
export function pauseAfter(attempts: number): number {
	return Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.max(0, attempts - 1));
}

/**
 * A queue that survives closing the page, a dead server and a lost answer. An item is removed only
 * when it was acknowledged; what the server will never take is parked and shown, never dropped.
 */
export class Outbox<P, A> {
	readonly #options: OutboxOptions<P, A>;
	#flushing: Promise<string | null> | null = null;

	constructor(options: OutboxOptions<P, A>) {
		this.#options = options;
	}

	/** The rows to add in the caller's own transaction, beside the records they belong to. */
	item(id: string, payload: P): OutboxItem {
		const createdAt = this.#now();
		const { topic, userId } = this.#options;
		return {
			id,
			topic,
			userId,
			state: 'waiting',
			payload,
			createdAt,
			attempts: 0,
			nextAt: createdAt,
			error: null,
		};
	}

	/** How many wait, how many are parked, and how many of others lie in the same queue. */
	async counts(): Promise<{ waiting: number; parked: number; others: number }> {
		const { database, topic } = this.#options;
		const [waiting, parked, all] = await Promise.all([
			this.#in('waiting').count(),
			this.#in('parked').count(),
			database.outbox.where('topic').equals(topic).count(),
		]);
		return { waiting, parked, others: all - waiting - parked };
	}

	/** Everything of this user that the server has not taken, parked or waiting. */
	async held(): Promise<OutboxItem[]> {
		return [...(await this.#in('parked').toArray()), ...(await this.#in('waiting').toArray())];
	}

	parked(): Promise<OutboxItem[]> {
		return this.#in('parked').toArray();
	}

	/** Lets parked items be tried again, for example after an update of the app. */
	async unpark(): Promise<void> {
		await this.#in('parked').modify({ state: 'waiting', attempts: 0, nextAt: this.#now() });
	}

	/**
	 * Sends what is due, batch by batch, until nothing is left or a sending fails. With `hurry` the
	 * pauses after failures are ignored. Returns the code of the failure that stopped it, or null.
	 */
	flush({ hurry = false } = {}): Promise<string | null> {
		// One sending at a time in this page; a second page sending the same is harmless.
		this.#flushing ??= this.#run(hurry).finally(() => (this.#flushing = null));
		return this.#flushing;
	}

	async #run(hurry: boolean): Promise<string | null> {
		let size = this.#options.batchSize;
		for (;;) {
			const due = await this.#due(hurry, size);
			if (due.length === 0) return null;
			const outcome = await this.#options.send(
				due.map(({ id, payload }) => ({ id, payload: payload as P })),
			);
			if (outcome.kind === 'answered') {
				if (!(await this.#settle(due, outcome.items))) return 'unexpected';
			} else if (outcome.kind === 'later') {
				await this.#postpone(due, outcome.code);
				return outcome.code;
			} else if (due.length > 1) {
				// One of them spoils the batch: halve it until that one stands alone.
				size = Math.ceil(due.length / 2);
			} else {
				await this.#park(due, outcome.code, outcome.field);
				size = this.#options.batchSize;
			}
		}
	}

	async #due(hurry: boolean, size: number): Promise<OutboxItem[]> {
		const now = this.#now();
		return this.#in('waiting')
			.filter((item) => hurry || item.nextAt <= now)
			.limit(size)
			.toArray();
	}

	/** Removes what was acknowledged, parks what was refused. False when nothing was settled. */
	async #settle(due: OutboxItem[], answers: ItemAnswer<A>[]): Promise<boolean> {
		const { database, acknowledged } = this.#options;
		const sent = new Map(due.map((item) => [item.id, item]));
		let settled = 0;
		await database.transaction('rw', database.tables, async () => {
			for (const answer of answers) {
				const item = sent.get(answer.id);
				if (!item) continue;
				settled++;
				if (answer.ok) {
					await acknowledged?.(answer.id, answer.answer);
					await database.outbox.delete(answer.id);
				} else {
					const error = { code: answer.code, field: answer.field };
					await database.outbox.update(answer.id, { state: 'parked', error });
				}
			}
		});
		if (settled === 0) await this.#postpone(due, 'unexpected');
		return settled > 0;
	}

	async #postpone(due: OutboxItem[], code: string): Promise<void> {
		const now = this.#now();
		await this.#options.database.outbox.bulkPut(
			due.map((item) => {
				const attempts = item.attempts + 1;
				return { ...item, attempts, nextAt: now + pauseAfter(attempts), error: { code } };
			}),
		);
	}

	async #park(due: OutboxItem[], code: string, field?: string): Promise<void> {
		await this.#options.database.outbox.bulkPut(
			due.map((item) => ({ ...item, state: 'parked' as const, error: { code, field } })),
		);
	}

	#in(state: OutboxItem['state']) {
		const { database, topic, userId } = this.#options;
		return database.outbox
			.where('[topic+userId+state+createdAt]')
			.between([topic, userId, state, Dexie.minKey], [topic, userId, state, Dexie.maxKey]);
	}

	#now(): number {
		return (this.#options.now ?? Date.now)();
	}
}
