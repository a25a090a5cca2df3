import { wallTime } from '$lib/shared/time';

/** What the fields of an event's form hold: texts as typed. */
export interface DivisionValues {
	/** Tells rows apart on the page; never posted. */
	key: string;
	id: string;
	name: string;
	aliases: string;
	capacity: string;
	opens_at: string;
	closes_at: string;
	/** People in it: such a division cannot be removed. */
	taken: number;
}

const TEXTS = [
	'id',
	'updated_at',
	'union_id',
	'kind',
	'name',
	'level',
	'class',
	'description',
	'time_zone',
	'starts_at',
	'ends_at',
	'registration_opens_at',
	'registration_closes_at',
	'venue',
	'address',
	'hosts',
	'organizers',
	'co_organizers',
	'contact',
	'visibility',
	'team_quota',
	'min_age',
	'max_age',
	'min_trade_years',
	'consents',
] as const;
const TICKS = ['is_rehearsal', 'one_division_each', 'needs_identity'] as const;

export type EventValues = Record<(typeof TEXTS)[number], string> &
	Record<(typeof TICKS)[number], boolean> & {
		identity_purposes: string[];
		divisions: DivisionValues[];
	};

let made = 0;
/** An empty row for one more division. */
export function blankDivision(): DivisionValues {
	made += 1;
	return {
		key: `row-${made}`,
		id: '',
		name: '',
		aliases: '',
		capacity: '',
		opens_at: '',
		closes_at: '',
		taken: 0,
	};
}

const text = (value: unknown) => (typeof value === 'string' ? value : '');

const texts = (value: unknown) =>
	Array.isArray(value) ? value.filter((one) => typeof one === 'string') : [];

/** Values that came back from the server or out of the browser's store, whatever they hold. */
export function valuesFrom(raw: Record<string, unknown>): EventValues {
	const rows = Array.isArray(raw.divisions) ? (raw.divisions as unknown[]) : [];
	return {
		...(Object.fromEntries(TEXTS.map((name) => [name, text(raw[name])])) as Record<
			(typeof TEXTS)[number],
			string
		>),
		...(Object.fromEntries(
			TICKS.map((name) => [name, raw[name] === true || text(raw[name]) !== '']),
		) as Record<(typeof TICKS)[number], boolean>),
		identity_purposes: texts(raw.identity_purposes),
		divisions: rows.map((row) => {
			const given = (typeof row === 'object' && row !== null ? row : {}) as Record<string, unknown>;
			return {
				...blankDivision(),
				id: text(given.id),
				name: text(given.name),
				aliases: text(given.aliases),
				capacity: text(given.capacity),
				opens_at: text(given.opens_at),
				closes_at: text(given.closes_at),
				taken: Number(given.taken) || 0,
			};
		}),
	};
}

interface Stored {
	time_zone: string;
	starts_at: string;
	ends_at: string;
	registration_opens_at: string;
	registration_closes_at: string;
	hosts: string[];
	organizers: string[];
	co_organizers: string[];
	class: number | null;
	team_quota: number | null;
	min_age: number | null;
	max_age: number | null;
	min_trade_years: number | null;
}

/** The form's values for an event as it is stored. */
export function valuesOf(
	event: Stored & Record<string, unknown>,
	consents: readonly { text: string }[],
	divisions: readonly {
		id: string;
		name: string;
		aliases: string[];
		capacity: number | null;
		opens_at: string | null;
		closes_at: string | null;
		taken: number;
	}[],
): EventValues {
	const wall = (instant: string | null) => (instant ? wallTime(instant, event.time_zone) : '');
	return valuesFrom({
		...event,
		class: event.class?.toString(),
		team_quota: event.team_quota?.toString(),
		min_age: event.min_age?.toString(),
		max_age: event.max_age?.toString(),
		min_trade_years: event.min_trade_years?.toString(),
		starts_at: wall(event.starts_at),
		ends_at: wall(event.ends_at),
		registration_opens_at: wall(event.registration_opens_at),
		registration_closes_at: wall(event.registration_closes_at),
		hosts: event.hosts.join('\n'),
		organizers: event.organizers.join('\n'),
		co_organizers: event.co_organizers.join('\n'),
		consents: consents.map((consent) => consent.text).join('\n'),
		divisions: divisions.map((division) => ({
			...division,
			aliases: division.aliases.join('、'),
			capacity: division.capacity?.toString(),
			opens_at: wall(division.opens_at),
			closes_at: wall(division.closes_at),
		})),
	});
}

const DAY = 86_400_000;

/** A new event: sign-up from tomorrow morning for two weeks, the event a week later. */
export function newValues(id: string, unionId: string, consents: string, now: Date): EventValues {
	const on = (days: number, time: string) =>
		`${wallTime(new Date(now.getTime() + days * DAY)).slice(0, 10)}T${time}`;
	return {
		...valuesFrom({
			id,
			union_id: unionId,
			kind: 'skill_contest',
			time_zone: 'Asia/Shanghai',
			visibility: 'public',
			consents,
			one_division_each: true,
			registration_opens_at: on(1, '08:00'),
			registration_closes_at: on(15, '18:00'),
			starts_at: on(22, '08:30'),
			ends_at: on(22, '17:00'),
		}),
		divisions: [blankDivision()],
	};
}
