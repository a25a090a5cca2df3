import * as v from 'valibot';
import { VERDICT_KINDS } from './domain/types';

const ms = v.number();
const nullableMs = v.nullable(ms);
const direction = v.picklist(['in', 'out']);

const rules = v.looseObject({
	maxEntries: v.optional(v.number()),
	maxDays: v.optional(v.number()),
	minMinutesBetween: v.optional(v.number()),
	requires: v.optional(v.string()),
});

/** A checkpoint with its name, as the roster brings it. */
export const rosterCheckpoint = v.object({
	id: v.string(),
	name: v.string(),
	countsAttendance: v.boolean(),
	divisions: v.nullable(v.array(v.number())),
	opensAt: nullableMs,
	closesAt: nullableMs,
	direction: v.picklist(['in', 'out', 'both']),
	count: v.picklist(['once', 'once_per_day', 'per_session', 'every_time']),
	sessionStarts: v.array(ms),
	allowReentry: v.boolean(),
	rules,
});
export type RosterCheckpoint = v.InferOutput<typeof rosterCheckpoint>;

export const rosterEntry = v.object({
	registrationId: v.string(),
	serial: v.number(),
	status: v.picklist(['pending', 'approved', 'waitlisted', 'rejected', 'canceled']),
	blockedReason: v.nullable(v.string()),
	division: v.number(),
	name: v.string(),
	/** Of the name, as keyboards have them: 李红梅 → `lhm`. The server adds them to the roster. */
	initials: v.optional(v.string()),
	union: v.string(),
	phoneTail: v.nullable(v.string()),
	shortCode: v.string(),
});
export type RosterEntry = v.InferOutput<typeof rosterEntry>;

/** A passage that some device made: an entry or an exit that stands. */
export const admission = v.object({
	id: v.string(),
	registrationId: v.string(),
	checkpointId: v.string(),
	direction,
	at: ms,
	gate: v.string(),
});
export type Admission = v.InferOutput<typeof admission>;

export const publicKey = v.object({
	kid: v.number(),
	key: v.object({
		kty: v.literal('EC'),
		crv: v.literal('P-256'),
		x: v.string(),
		y: v.string(),
	}),
	revoked: v.boolean(),
});
export type RosterKey = v.InferOutput<typeof publicKey>;

/** What `scan_roster` answers: everything, or what changed since a revision. */
export const roster = v.object({
	revision: v.number(),
	full: v.boolean(),
	serverTime: ms,
	event: v.object({
		id: v.string(),
		name: v.string(),
		timeZone: v.string(),
		startsAt: ms,
		endsAt: ms,
	}),
	divisions: v.array(v.object({ id: v.string(), number: v.number(), name: v.string() })),
	checkpoints: v.array(rosterCheckpoint),
	keys: v.array(publicKey),
	eventNames: v.record(v.string(), v.string()),
	entries: v.array(rosterEntry),
	admissions: v.array(admission),
	annulled: v.array(v.string()),
});
export type Roster = v.InferOutput<typeof roster>;

export const scanEvents = v.array(
	v.object({
		id: v.string(),
		name: v.string(),
		venue: v.string(),
		startsAt: ms,
		endsAt: ms,
		timeZone: v.string(),
	}),
);
export type ScanEvent = v.InferOutput<typeof scanEvents>[number];

const rowAnswer = v.object({
	id: v.unknown(),
	result: v.picklist(['recorded', 'refused']),
	field: v.optional(v.string()),
	verdict: v.optional(v.picklist(VERDICT_KINDS)),
	advice: v.optional(v.looseObject({ kind: v.picklist(VERDICT_KINDS) })),
});

/** What `record_scans` answers. */
export const recorded = v.object({
	serverTime: ms,
	revoked: v.boolean(),
	scans: v.array(rowAnswer),
	annulments: v.array(rowAnswer),
});
export type Recorded = v.InferOutput<typeof recorded>;

const counted = { expected: v.number(), arrived: v.number() };

/** What `event_attendance` answers: the figures of an event's check-in. */
export const attendanceFigures = v.object({
	revision: v.number(),
	serverTime: ms,
	...counted,
	unexpected: v.number(),
	byDivision: v.array(
		v.object({ id: v.string(), number: v.number(), name: v.string(), ...counted }),
	),
	byTeam: v.array(v.object({ unionId: v.nullable(v.string()), name: v.string(), ...counted })),
	byCheckpoint: v.array(
		v.object({ id: v.string(), name: v.string(), people: v.number(), entries: v.number() }),
	),
	/** Arrivals per five minutes; `at` is the start of the five minutes. */
	timeline: v.array(v.object({ at: ms, count: v.number() })),
	devices: v.array(
		v.object({ id: v.string(), name: v.string(), lastSeenAt: ms, revoked: v.boolean() }),
	),
	conflicts: v.array(
		v.object({
			kind: v.picklist(['clock', 'override', 'despite_refusal', 'twice']),
			scanId: v.string(),
			otherScanId: v.nullable(v.string()),
			registrationId: v.nullable(v.string()),
			name: v.nullable(v.string()),
			gate: v.string(),
			at: ms,
			reason: v.nullable(v.string()),
			verdict: v.picklist(VERDICT_KINDS),
			otherGate: v.nullable(v.string()),
			otherAt: nullableMs,
		}),
	),
});
export type AttendanceFigures = v.InferOutput<typeof attendanceFigures>;
