import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { tidy, toHalfWidth } from '$lib/shared/formats/text';
import { instantOf } from '$lib/shared/time';
import { EVENT_KINDS, EVENT_LEVELS } from './domain/event-kinds';
import { IDENTITY_PURPOSES } from './domain/identity-purposes';

const blankIsNull = v.transform((value: string) => value || null);

const text = (max: number, name: () => string) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.transform(tidy),
		v.maxLength(max, () => m.common_too_long({ name: name(), max })),
	);

/** Several names in one field, one a line or with the usual separators between them. */
const names = (max: number, each: number, name: () => string) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => splitNames(value)),
		v.maxLength(max, () => m.common_too_many({ name: name(), max })),
		v.everyItem(
			(item) => item.length <= each,
			() => m.common_too_long({ name: name(), max: each }),
		),
	);

/** Names between line breaks, commas or enumeration commas; each once. */
export function splitNames(value: string): string[] {
	const parts = value.split(/[\n\r;；、,，|]+/).map(tidy);
	return [...new Set(parts.filter(Boolean))];
}

/** A number that may be left out; full-width digits are accepted. */
const number = (rule: RegExp, min: number, max: number, message: () => string) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => toHalfWidth(value).trim()),
		v.check(
			(value) => value === '' || (rule.test(value) && Number(value) >= min && Number(value) <= max),
			message,
		),
		v.transform((value) => (value === '' ? null : Number(value))),
	);
const whole = (min: number, max: number, message: () => string) =>
	number(/^\d{1,7}$/, min, max, message);

/** A date and time as a field gives it or a person types it: 2026-10-14T08:30. */
const normalWall = v.transform((value: string) =>
	toHalfWidth(value).trim().replaceAll('/', '-').replace(/\s+/, 'T').slice(0, 16),
);
const isWall = (value: string) => instantOf(value) !== null;
/** Whether the second wall time comes after the first; what is no time has its own issue already. */
const inOrder = (first: string, second: string) =>
	!isWall(first) || !isWall(second) || second > first;
const wall = (missing: () => string) =>
	v.pipe(
		v.string(missing),
		normalWall,
		v.nonEmpty(missing),
		v.check(isWall, () => m.events_form_time_wrong()),
	);
const optionalWall = v.pipe(
	v.optional(v.string(), ''),
	normalWall,
	v.check(
		(value) => value === '' || isWall(value),
		() => m.events_form_time_wrong(),
	),
	blankIsNull,
);

const ticked = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => value !== ''),
);

const Division = v.pipe(
	v.object({
		id: v.pipe(
			v.optional(v.string(), ''),
			v.check((id) => id === '' || v.is(v.pipe(v.string(), v.uuid()), id)),
			blankIsNull,
		),
		name: v.pipe(
			text(40, m.events_form_division_name),
			v.nonEmpty(() => m.events_form_division_name_missing()),
		),
		aliases: names(20, 40, m.events_form_division_aliases),
		capacity: whole(1, 1_000_000, () => m.events_form_capacity_wrong()),
		opens_at: optionalWall,
		closes_at: optionalWall,
	}),
	v.forward(
		v.partialCheck(
			[['opens_at'], ['closes_at']],
			({ opens_at, closes_at }) => !opens_at || !closes_at || inOrder(opens_at, closes_at),
			() => m.events_form_closes_before_opens(),
		),
		['closes_at'],
	),
);

const zone = v.pipe(
	v.optional(v.string(), 'Asia/Shanghai'),
	v.check((value) => Intl.supportedValuesOf('timeZone').includes(value)),
);

type Division = v.InferOutput<typeof Division>;

/** A row that a person left untouched is no division; it keeps its place, so that issues find theirs. */
const DivisionRow = v.lazy((row): v.GenericSchema<unknown, Division | null> => {
	const blank =
		typeof row === 'object' &&
		row !== null &&
		!['id', 'name', 'aliases', 'capacity'].some((key) => (row as Record<string, unknown>)[key]);
	return blank ? Untouched : Division;
});
const Untouched = v.pipe(
	v.unknown(),
	v.transform(() => null),
);

/**
 * The form of an event. Dates come as wall time in the event's zone and leave as instants; what
 * leaves has the names of the database's columns.
 */
export const EventForm = v.pipe(
	v.object({
		id: v.pipe(v.string(), v.uuid()),
		/** Which state of the event the form was filled from; none for a new one. */
		updated_at: v.pipe(v.optional(v.string(), ''), blankIsNull),
		union_id: v.pipe(
			v.string(() => m.events_form_union_missing()),
			v.uuid(() => m.events_form_union_missing()),
		),
		kind: v.picklist(EVENT_KINDS, () => m.events_form_kind_missing()),
		name: v.pipe(
			text(80, m.events_form_name),
			v.minLength(2, () => m.events_form_name_missing()),
		),
		level: v.pipe(
			v.optional(v.picklist([...EVENT_LEVELS, '']), ''),
			v.transform((value) => value || null),
		),
		class: v.pipe(
			v.optional(v.picklist(['1', '2', '']), ''),
			v.transform((value) => (value ? Number(value) : null)),
		),
		description: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => value.replaceAll('\r\n', '\n').trim()),
			v.maxLength(20_000, () =>
				m.common_too_long({ name: m.events_form_description(), max: 20_000 }),
			),
		),
		time_zone: zone,
		starts_at: wall(() => m.events_form_starts_missing()),
		ends_at: wall(() => m.events_form_ends_missing()),
		registration_opens_at: wall(() => m.events_form_opens_missing()),
		registration_closes_at: wall(() => m.events_form_closes_missing()),
		venue: text(120, m.events_form_venue),
		address: text(200, m.events_form_address),
		hosts: names(20, 60, m.events_form_hosts),
		organizers: names(20, 60, m.events_form_organizers),
		co_organizers: names(20, 60, m.events_form_co_organizers),
		contact: text(120, m.events_form_contact),
		visibility: v.optional(v.picklist(['public', 'unlisted']), 'public'),
		is_rehearsal: ticked,
		one_division_each: ticked,
		needs_identity: ticked,
		identity_purposes: v.optional(v.array(v.picklist(IDENTITY_PURPOSES)), []),
		team_quota: whole(1, 1000, () => m.events_form_team_quota_wrong()),
		min_age: whole(0, 120, () => m.events_form_age_wrong()),
		max_age: whole(0, 120, () => m.events_form_age_wrong()),
		min_trade_years: number(/^\d{1,2}(\.\d)?$/, 0, 60, () => m.events_form_years_wrong()),
		consents: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => [
				...new Set(
					value
						.split(/[\r\n]+/)
						.map(tidy)
						.filter(Boolean),
				),
			]),
			v.maxLength(10, () => m.common_too_many({ name: m.events_form_consents(), max: 10 })),
			v.everyItem(
				(line) => line.length <= 500,
				() => m.common_too_long({ name: m.events_form_consents(), max: 500 }),
			),
		),
		divisions: v.pipe(
			v.optional(v.array(DivisionRow), []),
			v.maxLength(200, () => m.common_too_many({ name: m.events_form_divisions(), max: 200 })),
			v.rawCheck(({ dataset, addIssue }) => {
				if (!dataset.typed) return;
				const seen = new Set<string>();
				dataset.value.forEach((division, key) => {
					if (!division) return;
					if (seen.has(division.name)) {
						addIssue({
							message: m.events_form_division_twice({ name: division.name }),
							path: [
								{ type: 'array', origin: 'value', input: dataset.value, key, value: division },
								{
									type: 'object',
									origin: 'value',
									input: division,
									key: 'name',
									value: division.name,
								},
							],
						});
					}
					seen.add(division.name);
				});
			}),
		),
	}),
	v.forward(
		v.partialCheck(
			[['starts_at'], ['ends_at']],
			(event) => inOrder(event.starts_at, event.ends_at),
			() => m.events_form_ends_before_starts(),
		),
		['ends_at'],
	),
	v.forward(
		v.partialCheck(
			[['registration_opens_at'], ['registration_closes_at']],
			(event) => inOrder(event.registration_opens_at, event.registration_closes_at),
			() => m.events_form_closes_before_opens(),
		),
		['registration_closes_at'],
	),
	v.forward(
		v.partialCheck(
			[['registration_closes_at'], ['ends_at']],
			({ registration_closes_at: closes, ends_at }) =>
				closes === ends_at || inOrder(closes, ends_at),
			() => m.events_form_closes_after_ends(),
		),
		['registration_closes_at'],
	),
	v.forward(
		v.partialCheck(
			[['min_age'], ['max_age']],
			(event) => event.min_age === null || event.max_age === null || event.max_age >= event.min_age,
			() => m.events_form_age_order(),
		),
		['max_age'],
	),
	v.forward(
		v.partialCheck(
			[['needs_identity'], ['identity_purposes']],
			(event) => !event.needs_identity || event.identity_purposes.length > 0,
			() => m.events_form_identity_purposes_missing(),
		),
		['identity_purposes'],
	),
	v.transform(({ divisions, consents, ...event }) => {
		const instant = (wallTime: string) => instantOf(wallTime, event.time_zone)!.toISOString();
		const optionalInstant = (wallTime: string | null) => wallTime && instant(wallTime);
		return {
			event: {
				...event,
				starts_at: instant(event.starts_at),
				ends_at: instant(event.ends_at),
				registration_opens_at: instant(event.registration_opens_at),
				registration_closes_at: instant(event.registration_closes_at),
			},
			consents,
			divisions: divisions
				.filter((division) => division !== null)
				.map((division) => ({
					...division,
					opens_at: optionalInstant(division.opens_at),
					closes_at: optionalInstant(division.closes_at),
				})),
		};
	}),
);
export type EventForm = v.InferOutput<typeof EventForm>;

/** Calling an event off: the name typed as a safeguard, and what the people signed up are told. */
export function cancelForm(eventName: string) {
	return v.object({
		name: v.pipe(
			v.optional(v.string(), ''),
			v.transform(tidy),
			v.check(
				(typed) => typed === tidy(eventName),
				() => m.events_cancel_name_wrong(),
			),
		),
		reason: v.pipe(
			v.optional(v.string(), ''),
			v.transform(tidy),
			v.minLength(2, () => m.events_cancel_reason_missing()),
			v.maxLength(500, () => m.common_too_long({ name: m.common_reason(), max: 500 })),
		),
	});
}
