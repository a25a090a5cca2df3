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

export class CheckinDatabase extends OfflineDatabase {
	declare readonly events: EntityTable<StoredEvent, 'id'>;
	declare readonly entries: Table<StoredEntry, [string, string]>;
	declare readonly admissions: EntityTable<StoredAdmission, 'id'>;
	declare readonly scans: EntityTable<LoggedScan, 'id'>;

	constructor(name = 'huijiang-checkin') {
		super(name, 1, {
			events: 'id',
			entries: '[eventId+registrationId], [eventId+shortCode], [eventId+status]',
			admissions: 'id, [eventId+registrationId], [eventId+checkpointId]',
			scans: 'id, [eventId+at]',
		});
	}

	/** Takes in a download, whole or incremental, in one transaction: interrupted, nothing is half. */
	async apply(roster: Roster, now: number): Promise<void> {
		const { id: eventId } = roster.event;
		const tables = [this.events, this.entries, this.admissions, this.scans];
		await this.transaction('rw', tables, async () => {
			if (roster.full) await this.#forgetAbsent(roster);
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

	/** A full download replaces what was there, except passages that this device has yet to upload. */
	async #forgetAbsent({ event: { id } }: Roster): Promise<void> {
		await this.entries.where('eventId').equals(id).delete();
		const mine = await this.scans
			.where('[eventId+at]')
			.between([id, -Infinity], [id, Infinity])
			.filter((scan) => !scan.uploaded)
			.primaryKeys();
		const keep = new Set(mine);
		await this.admissions
			.where('[eventId+registrationId]')
			.between([id, ''], [id, '\uffff'])
			.filter((admission) => !keep.has(admission.id))
			.delete();
	}

	entry(eventId: string, registrationId: string): Promise<StoredEntry | undefined> {
		return this.entries.get([eventId, registrationId]);
	}

	byShortCode(eventId: string, shortCode: string): Promise<StoredEntry | undefined> {
		return this.entries.where('[eventId+shortCode]').equals([eventId, shortCode]).first();
	}

	/** People whose name, union or phone's last digits match what was typed; at most `limit`. */
	search(eventId: string, typed: string, limit: number): Promise<StoredEntry[]> {
		const text = typed.normalize('NFKC').replace(/\s/g, '');
		if (!text) return Promise.resolve([]);
		return this.entries
			.where('[eventId+registrationId]')
			.between([eventId, ''], [eventId, '\uffff'])
			.filter((e) => e.name.includes(text) || e.phoneTail === text || e.union.includes(text))
			.limit(limit)
			.toArray();
	}

	async known(eventId: string, registrationId: string): Promise<KnownScan[]> {
		const key = [eventId, registrationId];
		return this.admissions.where('[eventId+registrationId]').equals(key).toArray();
	}

	/** How many are expected at a checkpoint, and how many different people have come in. */
	async arrivals(
		eventId: string,
		checkpoint: RosterCheckpoint,
	): Promise<{ expected: number; arrived: number }> {
		const approved = this.entries.where('[eventId+status]').equals([eventId, 'approved']);
		const { divisions } = checkpoint;
		const [expected, here] = await Promise.all([
			(divisions ? approved.filter((e) => divisions.includes(e.division)) : approved).count(),
			this.admissions.where('[eventId+checkpointId]').equals([eventId, checkpoint.id]).toArray(),
		]);
		const people = new Set(here.filter((a) => a.direction === 'in').map((a) => a.registrationId));
		return { expected, arrived: people.size };
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
