/**
 * The words of check-in. Everything here is plain data, because the same cases run against the
 * rule in TypeScript and against its twin in SQL (`tests/fixtures/checkin-decisions.json`).
 * Times are milliseconds since 1970 unless a name says otherwise.
 */

export type Direction = 'in' | 'out';

export type CountMode = 'once' | 'once_per_day' | 'per_session' | 'every_time';

export type RegistrationStatus = 'pending' | 'approved' | 'waitlisted' | 'rejected' | 'canceled';

/** How a code or a person came to the device. */
export type ScanWay = 'camera' | 'photo' | 'keyboard' | 'short_code' | 'name';

/** What was held before the device, after its signature was checked. */
export type Presented =
	/** Not a pass, or its signature is not genuine. */
	| { kind: 'unreadable' }
	| {
			kind: 'pass';
			eventId: string;
			registrationId: string;
			serial: number;
			division: number;
			/** Unix seconds, as in the pass. */
			notBefore: number;
			notAfter: number;
			/** The pass is genuine, but its key has been withdrawn since. */
			keyRevoked: boolean;
	  }
	/** Found by short code or name. */
	| { kind: 'registration'; registrationId: string };

/** What the roster holds about a registration. */
export interface RosterState {
	status: RegistrationStatus;
	serial: number;
	division: number;
	/** Text for staff, when an organizer stopped this person. */
	blockedReason: string | null;
}

/** Small rules of a checkpoint, beside its count. A rule unknown to a device refuses. */
export interface CheckpointRules {
	/** At most so many entries in all. */
	maxEntries?: number;
	/** At most so many different days with an entry. */
	maxDays?: number;
	/** At least so many minutes after the last entry. */
	minMinutesBetween?: number;
	/** Only after an entry at this other checkpoint. */
	requires?: string;
}

export interface Checkpoint {
	id: string;
	/** Numbers of the divisions it serves; null serves all. */
	divisions: number[] | null;
	opensAt: number | null;
	closesAt: number | null;
	direction: Direction | 'both';
	count: CountMode;
	/** When sessions begin, ascending; a time belongs to the last one begun. */
	sessionStarts: number[];
	/** Somebody who left may enter again within the counting period. */
	allowReentry: boolean;
	rules: CheckpointRules;
}

/** An earlier admission (or exit) of the same registration, not annulled. */
export interface KnownScan {
	checkpointId: string;
	direction: Direction;
	at: number;
	/** Where: the name of the device's gate. */
	gate: string;
}

export interface DecisionInput {
	presented: Presented;
	eventId: string;
	timeZone: string;
	/** Null when the roster does not hold the registration. */
	entry: RosterState | null;
	checkpoint: Checkpoint;
	/** What staff scan for at a checkpoint of both directions; elsewhere the checkpoint's own. */
	direction: Direction;
	known: readonly KnownScan[];
	/** The corrected time of the scan. */
	at: number;
}

export type Verdict =
	| { kind: 'invalid' }
	| { kind: 'foreign'; eventId: string }
	| { kind: 'revoked' }
	| { kind: 'canceled' }
	| { kind: 'unapproved'; status: 'pending' | 'rejected' }
	| { kind: 'waitlisted' }
	| { kind: 'blocked'; text: string }
	| { kind: 'wrong_division' }
	| { kind: 'invalid_time'; when: 'early' | 'late' }
	| { kind: 'rules'; rule: string }
	| { kind: 'already_checked_in'; at: number; gate: string }
	| { kind: 'admitted' }
	| { kind: 'admitted_unlisted' };

export type VerdictKind = Verdict['kind'];

export const VERDICT_KINDS = [
	'invalid',
	'foreign',
	'revoked',
	'canceled',
	'unapproved',
	'waitlisted',
	'blocked',
	'wrong_division',
	'invalid_time',
	'rules',
	'already_checked_in',
	'admitted',
	'admitted_unlisted',
] as const satisfies readonly VerdictKind[];

/** Whether a verdict lets the person through without anybody's word. */
export function admits(kind: VerdictKind): boolean {
	return kind === 'admitted' || kind === 'admitted_unlisted';
}
