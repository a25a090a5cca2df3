import type { EntityTable, Table } from 'dexie';
import { OfflineDatabase } from '$lib/offline/database';
import type { Direction, KnownScan, ScanWay, Verdict } from './domain/types';
import type { Admission, Roster, RosterCheckpoint, RosterEntry, RosterKey } from './schema';

/** What a device keeps about an event beside the people. */
export interface StoredEvent {
	id: string;
	name: string;
	timeZone: string;
	startsAt: number;
	endsAt: number;
	divisions: { id: string; number: number; name: string }[];
	checkpoints: RosterCheckpoint[];
	keys: RosterKey[];
	eventNames: Record<string, string>;
	/** From here on the next download asks. */
	revision: number;
	fetchedAt: number;
}

export type StoredEntry = RosterEntry & { eventId: string };
export type StoredAdmission = Admission & { eventId: string };

/** One line of the device's own log: what staff saw. */
export interface LoggedScan {
	id: string;
	eventId: string;
	checkpointId: string;
	registrationId: string | null;
	direction: Direction;
	way: ScanWay;
	gate: string;
	/** Corrected time. */
	at: number;
	verdict: Verdict;
	name: string;
	division: string;
	union: string;
	overrideReason: string | null;
	letThrough: boolean;
	annulled: boolean;
	uploaded: boolean;
}

/** Where and as what this device scans for an event. */
export interface Post {
	deviceId: string;
	gate: string;
	checkpointId: string;
	direction: Direction;
	/** The server knows the device under this gate's name. */
	enrolled: boolean;
}

export const CHECKIN_DATABASE = 'huijiang-checkin';
/** Where the device's clock is remembered, which belongs to no user. */
export const CLOCK = 'clock';
/** Where the events that the user may scan for are kept. */
export const SCAN_EVENTS = 'scan-events';
const OWNER = 'owner';
/** So long after the end of an event its people stay on a device, ms. */
const KEEP_AFTER_MS = 24 * 3_600_000;

/** Whether the people of an event should be on no device any more. */
export function isOver({ endsAt }: { endsAt: number }, now: number): boolean {
	return now > endsAt + KEEP_AFTER_MS;
}

/**
 * What a device holds of the events that its user scans for. People's names are on it for as long as
 * the work takes: they go with the user's sign-out, with the right to scan, when the device is
 * revoked, and a day after the event. Scans that wait for their upload stay; they hold no names.
 */
export class CheckinDatabase extends OfflineDatabase {
	declare readonly events: EntityTable<StoredEvent, 'id'>;
	declare readonly entries: Table<StoredEntry, [string, string]>;
	declare readonly admissions: EntityTable<StoredAdmission, 'id'>;
	declare readonly scans: EntityTable<LoggedScan, 'id'>;

	constructor(name = CHECKIN_DATABASE) {
		super(name, 1, {
			events: 'id',
			entries: '[eventId+registrationId], eventId, [eventId+shortCode], [eventId+status]',
			admissions: 'id, [eventId+registrationId], [eventId+checkpointId]',
			scans: 'id, [eventId+at]',
		});
	}

	/** Makes the device this user's: what another one has left on it is forgotten. */
	async claim(userId: string): Promise<void> {
		await this.transaction('rw', this.tables, async () => {
			if ((await this.recall<string>(OWNER)) === userId) return;
			await this.#forgetAll();
			await this.remember(OWNER, userId);
		});
	}

	/** The user signs out. Who comes next is a new device to the server. */
	async leave(): Promise<void> {
		await this.transaction('rw', this.tables, () => this.#forgetAll());
	}

	/** Drops an event with its people, and the names in the log. */
	async forget(eventId: string): Promise<void> {
		await this.transaction('rw', this.tables, async () => {
			await this.events.delete(eventId);
			await this.entries.where('eventId').equals(eventId).delete();
			await this.scans
				.where('[eventId+at]')
				.between([eventId, -Infinity], [eventId, Infinity])
				.delete();
			await this.#forgetPassages(eventId);
		});
	}

	/** Drops the events that are over. */
	async expire(now: number): Promise<void> {
		const over = await this.events.filter((event) => isOver(event, now)).primaryKeys();
		for (const eventId of over) await this.forget(eventId);
	}

	async #forgetAll(): Promise<void> {
		for (const { id } of await this.events.toArray()) await this.forget(id);
		await this.scans.clear();
		await this.meta.filter(({ key }) => key !== CLOCK).delete();
	}

	/** A passage that waits for its upload is known to nobody else: it stays, so that the next scan tells. */
	async #forgetPassages(eventId: string): Promise<void> {
		const waiting = new Set(await this.outbox.toCollection().primaryKeys());
		await this.admissions
			.where('[eventId+registrationId]')
			.between([eventId, ''], [eventId, '\uffff'])
			.filter((admission) => !waiting.has(admission.id))
			.delete();
	}

	/** Takes in a download, whole or incremental, in one transaction: interrupted, nothing is half. */
	async apply(roster: Roster, now: number): Promise<void> {
		const { id: eventId } = roster.event;
		const tables = [this.events, this.entries, this.admissions, this.outbox];
		await this.transaction('rw', tables, async () => {
			if (roster.full) {
				await this.entries.where('eventId').equals(eventId).delete();
				await this.#forgetPassages(eventId);
			}
			await this.entries.bulkPut(roster.entries.map((entry) => ({ ...entry, eventId })));
			await this.admissions.bulkPut(roster.admissions.map((a) => ({ ...a, eventId })));
			await this.admissions.bulkDelete(roster.annulled);
			const { event, divisions, checkpoints, keys, eventNames, revision } = roster;
			await this.events.put({
				...event,
				divisions,
				checkpoints,
				keys,
				eventNames,
				revision,
				fetchedAt: now,
			});
		});
	}

	entry(eventId: string, registrationId: string): Promise<StoredEntry | undefined> {
		return this.entries.get([eventId, registrationId]);
	}

	byShortCode(eventId: string, shortCode: string): Promise<StoredEntry | undefined> {
		return this.entries.where('[eventId+shortCode]').equals([eventId, shortCode]).first();
	}

	/** People whose name or its initials, union or phone's last digits match what was typed; at most `limit`. */
	search(eventId: string, typed: string, limit: number): Promise<StoredEntry[]> {
		const text = typed.normalize('NFKC').replace(/\s/g, '');
		if (!text) return Promise.resolve([]);
		const letters = text.toLowerCase();
		return this.entries
			.where('[eventId+registrationId]')
			.between([eventId, ''], [eventId, '\uffff'])
			.filter(
				(e) =>
					e.name.includes(text) ||
					e.phoneTail === text ||
					e.union.includes(text) ||
					Boolean(e.initials?.includes(letters)),
			)
			.limit(limit)
			.toArray();
	}

	async known(eventId: string, registrationId: string): Promise<KnownScan[]> {
		const key = [eventId, registrationId];
		return this.admissions.where('[eventId+registrationId]').equals(key).toArray();
	}

	/**
	 * How many are expected at a checkpoint, and how many different people have come in. Who came is
	 * expected, whatever became of the registration since: the desk counts the same way.
	 */
	async arrivals(
		eventId: string,
		checkpoint: RosterCheckpoint,
	): Promise<{ expected: number; arrived: number }> {
		const approved = this.entries.where('[eventId+status]').equals([eventId, 'approved']);
		const { divisions } = checkpoint;
		const [listed, people] = await Promise.all([
			(divisions ? approved.filter((e) => divisions.includes(e.division)) : approved).toArray(),
			this.arrivedAt(eventId, checkpoint.id),
		]);
		const expected = new Set([...listed.map((e) => e.registrationId), ...people.keys()]);
		return { expected: expected.size, arrived: people.size };
	}

	/** When each person first came in at a checkpoint, by their registration. */
	async arrivedAt(eventId: string, checkpointId: string): Promise<Map<string, number>> {
		const here = await this.admissions
			.where('[eventId+checkpointId]')
			.equals([eventId, checkpointId])
			.filter((a) => a.direction === 'in')
			.toArray();
		const first = new Map<string, number>();
		for (const { registrationId, at } of here) {
			first.set(registrationId, Math.min(at, first.get(registrationId) ?? at));
		}
		return first;
	}

	/** How many different people came in by a gate of a checkpoint. */
	async passedHere(eventId: string, checkpointId: string, gate: string): Promise<number> {
		const here = await this.admissions
			.where('[eventId+checkpointId]')
			.equals([eventId, checkpointId])
			.filter((a) => a.gate === gate && a.direction === 'in')
			.toArray();
		return new Set(here.map((a) => a.registrationId)).size;
	}

	/** The device's latest scans of an event, newest first. */
	recent(eventId: string, limit: number): Promise<LoggedScan[]> {
		return this.scans
			.where('[eventId+at]')
			.between([eventId, -Infinity], [eventId, Infinity])
			.reverse()
			.limit(limit)
			.toArray();
	}

	post(eventId: string): Promise<Post | undefined> {
		return this.recall<Post>(`post:${eventId}`);
	}

	async keepPost(eventId: string, post: Post): Promise<void> {
		await this.remember(`post:${eventId}`, post);
		await this.remember('last-event', eventId);
	}
}
