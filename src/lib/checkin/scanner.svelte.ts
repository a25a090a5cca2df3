import type { Pass } from '$lib/passes/domain/pass-code';
import { parseShortCode } from '$lib/passes/domain/short-code';
import type { DeviceClock } from './clock';
import { decide } from './domain/decide';
import type { Direction, KnownScan, Presented, ScanWay, Verdict } from './domain/types';
import { giveFeedback } from './feedback';
import { identify } from './identify';
import type { ScanQueue } from './queue';
import { annulScanLocally, recordScan } from './record';
import type { RosterCheckpoint } from './schema';
import type { CheckinDatabase, LoggedScan, Post, StoredEntry, StoredEvent } from './store';
import { momentText, toneOf } from './verdict-text';

/** A code that stays before the camera is read once; after so long without it, it is read again. */
const HELD_MS = 5_000;
const RECENT = 30;

interface Shown {
	scan: LoggedScan;
	presented: Presented;
	digest: string | null;
	pass: Pass | null;
}

/** A person on the device's list, and what picking them would say. */
export interface Match {
	entry: StoredEntry;
	way: 'short_code' | 'name';
	verdict: Verdict;
	/** When that was asked, by the corrected clock. */
	at: number;
}

/** One device at one gate of one event: takes codes and people, answers from what the device holds. */
export class Scanner {
	event: StoredEvent;
	readonly queue: ScanQueue;
	readonly clock: DeviceClock;
	post: Post;
	/** The last verdict, until the next person. */
	shown: Shown | null = $state.raw(null);
	arrived = $state(0);
	expected = $state(0);
	here = $state(0);
	recent: LoggedScan[] = $state.raw([]);
	/** What staff should know when the event is not on today; empty while it is. */
	notToday = $state('');
	/** Called after every change that should be uploaded. */
	onchange: () => void = () => undefined;
	readonly #database: CheckinDatabase;
	#held: { text: string; until: number } | null = null;
	/** Scans are taken one after another: two codes in one frame must not decide side by side. */
	#turn: Promise<unknown> = Promise.resolve();

	constructor(
		database: CheckinDatabase,
		clock: DeviceClock,
		event: StoredEvent,
		post: Post,
		queue: ScanQueue,
	) {
		this.#database = database;
		this.clock = clock;
		this.event = $state.raw(event);
		this.post = $state.raw(post);
		this.queue = queue;
	}

	get checkpoint(): RosterCheckpoint {
		const { checkpoints } = this.event;
		const found = checkpoints.find(({ id }) => id === this.post.checkpointId) ?? checkpoints[0];
		if (!found) throw new Error('an event has at least one checkpoint');
		return found;
	}

	get direction(): Direction {
		const { direction } = this.checkpoint;
		return direction === 'both' ? this.post.direction : direction;
	}

	/** A code from the camera: read once while it stays there. */
	see(text: string): void {
		const now = performance.now();
		const held = this.#held?.text === text && now < this.#held.until;
		this.#held = { text, until: now + HELD_MS };
		if (!held) void this.read(text, 'camera');
	}

	/** A code as text. A typed short code is found too. */
	read(text: string, way: ScanWay): Promise<void> {
		return this.#inTurn(async () => {
			const short = way === 'keyboard' ? parseShortCode(text) : null;
			const entry = short && (await this.#database.byShortCode(this.event.id, short));
			if (entry) return this.#take(ofEntry(entry), 'short_code');
			return this.#take(await identify(text, this.event.keys), way);
		});
	}

	/** A person picked from the list. */
	pick(entry: StoredEntry, way: 'short_code' | 'name'): Promise<void> {
		return this.#inTurn(() => this.#take(ofEntry(entry), way));
	}

	/** People for what was typed: a short code, a name or its initials, a union or a phone's last digits. */
	async find(typed: string): Promise<Match[]> {
		const short = parseShortCode(typed);
		const exact = short && (await this.#database.byShortCode(this.event.id, short));
		const found = exact ? [exact] : await this.#database.search(this.event.id, typed, RECENT);
		const at = this.clock.read().corrected;
		return Promise.all(
			found.map(async (entry) => {
				const known = await this.#database.known(this.event.id, entry.registrationId);
				const { presented } = ofEntry(entry);
				const verdict = this.#decide(presented, entry, known, at);
				return { entry, way: exact ? 'short_code' : 'name', verdict, at };
			}),
		);
	}

	/** Lets the refused person through with a reason; the refusal stays on record. */
	override(reason: string): Promise<void> {
		return this.#inTurn(async () => {
			if (!this.shown) return;
			const { presented, digest, pass, scan } = this.shown;
			await this.#take({ presented, digest, pass }, scan.way, reason);
		});
	}

	/** Undoes the scan on screen, or one from the list. */
	undo(scan: LoggedScan): Promise<void> {
		return this.#inTurn(async () => {
			const { deviceId } = this.post;
			const at = this.clock.read().corrected;
			await annulScanLocally(this.#database, this.queue, scan, { deviceId, reason: '', at });
			if (this.shown?.scan.id === scan.id) this.next();
			await this.refresh();
			this.onchange();
		});
	}

	/** Clears the screen for the next person, who may hold the same code. */
	next(): void {
		this.shown = null;
		this.#held = null;
	}

	/** Reads the counts and the log anew, after scans and downloads. */
	async refresh(): Promise<void> {
		const { id } = this.event;
		const [counts, recent, here] = await Promise.all([
			this.#database.arrivals(id, this.checkpoint),
			this.#database.recent(id, RECENT),
			this.#database.passedHere(id, this.checkpoint.id, this.post.gate),
		]);
		this.arrived = counts.arrived;
		this.expected = counts.expected;
		this.recent = recent;
		this.here = here;
		this.notToday = momentText(this.event, this.clock.read().corrected);
	}

	#decide(
		presented: Presented,
		entry: StoredEntry | null,
		known: KnownScan[],
		at: number,
	): Verdict {
		const { event, checkpoint, direction } = this;
		const { id: eventId, timeZone } = event;
		return decide({ presented, eventId, timeZone, entry, checkpoint, direction, known, at });
	}

	async #take(
		{ presented, digest, pass }: Omit<Shown, 'scan'>,
		way: ScanWay,
		overrideReason: string | null = null,
	): Promise<void> {
		const { event, checkpoint, post, direction } = this;
		const id = presented.kind === 'unreadable' ? null : presented.registrationId;
		const [entry, known] = id
			? await Promise.all([this.#database.entry(event.id, id), this.#database.known(event.id, id)])
			: [undefined, []];
		const time = this.clock.read();
		const verdict = this.#decide(presented, entry ?? null, known, time.corrected);
		const scan = await recordScan(this.#database, this.queue, {
			event,
			checkpoint,
			post,
			direction,
			presented,
			digest,
			pass,
			entry,
			way,
			verdict,
			overrideReason,
			time,
		});
		this.shown = { scan, presented, digest, pass };
		giveFeedback(toneOf(scan));
		await this.refresh();
		this.onchange();
	}

	#inTurn<T>(work: () => Promise<T>): Promise<T> {
		const result = this.#turn.then(work);
		this.#turn = result.catch(() => undefined); // the caller gets the error; the queue goes on
		return result;
	}
}

function ofEntry(entry: StoredEntry): Omit<Shown, 'scan'> {
	const presented: Presented = { kind: 'registration', registrationId: entry.registrationId };
	return { presented, digest: null, pass: null };
}
