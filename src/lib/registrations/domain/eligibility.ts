import { ageOn } from '$lib/shared/formats/age';
import { dayIn } from '$lib/shared/time';

/** What the rules need to know of the event and the division. Instants are ISO texts. */
export interface EligibilityEvent {
	status: string;
	starts_at: string;
	time_zone: string;
	registration_opens_at: string;
	registration_closes_at: string;
	one_division_each: boolean;
	min_age: number | null;
	max_age: number | null;
	min_trade_years: number | null;
	needs_identity: boolean;
}
export interface EligibilityDivision {
	id: string;
	capacity: number | null;
	taken: number;
	opens_at: string | null;
	closes_at: string | null;
}
export interface EligibilityPerson {
	name: string | null;
	phone: string | null;
	birth_date: string | null;
	/** Belongs to a union, or has asked to. */
	hasUnion: boolean;
	/** The union that has yet to confirm, where the person belongs to none. */
	requestedUnion: string | null;
}
/** The person's live registrations of the same event. */
export interface LiveRegistration {
	id: string;
	division_id: string;
	division_name: string;
}

export type Rule =
	| { code: 'published'; met: boolean }
	| {
			code: 'window';
			met: boolean;
			opensAt: string;
			closesAt: string;
			state: 'early' | 'open' | 'late';
	  }
	| { code: 'profile'; met: boolean }
	| { code: 'union'; met: boolean; requested: string | null }
	| { code: 'one_trade'; met: boolean; other: LiveRegistration | null }
	| { code: 'age'; met: boolean; min: number | null; max: number | null; age: number | null }
	| { code: 'trade_years'; met: boolean; min: number; years: number | null }
	| { code: 'capacity'; met: boolean; left: number | null };

/**
 * Every rule for signing up, with whether it is met, so that a person is told all of it at once and
 * before the form is filled. `tradeYears` and `birthDate` may come from the form; null: not known yet.
 * Age is 周岁 on the first day of the event, in its time zone (domain rules: skills contests).
 */
export function checkEligibility(input: {
	event: EligibilityEvent;
	division: EligibilityDivision;
	person: EligibilityPerson;
	live: readonly LiveRegistration[];
	tradeYears: number | null;
	now: Date;
}): Rule[] {
	const { event, division, person, live, tradeYears, now } = input;
	const opensAt = division.opens_at ?? event.registration_opens_at;
	const closesAt = division.closes_at ?? event.registration_closes_at;
	const state =
		now.getTime() < Date.parse(opensAt)
			? 'early'
			: now.getTime() >= Date.parse(closesAt)
				? 'late'
				: 'open';
	const other =
		live.find((r) => r.division_id === division.id) ?? (event.one_division_each ? live[0] : null);
	const left = division.capacity == null ? null : Math.max(0, division.capacity - division.taken);

	const rules: Rule[] = [
		{ code: 'published', met: event.status === 'published' },
		{ code: 'window', met: state === 'open', opensAt, closesAt, state },
		{ code: 'one_trade', met: !other, other: other ?? null },
		{ code: 'capacity', met: left === null || left > 0, left },
		{ code: 'profile', met: Boolean(person.name && person.phone) },
		{ code: 'union', met: person.hasUnion, requested: person.requestedUnion },
	];
	if (event.min_age != null || event.max_age != null) {
		const age =
			person.birth_date && ageOn(person.birth_date, dayIn(event.starts_at, event.time_zone));
		const known = typeof age === 'number' ? age : null;
		rules.push({
			code: 'age',
			met: known !== null && known >= (event.min_age ?? 0) && known <= (event.max_age ?? 200),
			min: event.min_age,
			max: event.max_age,
			age: known,
		});
	}
	if (event.min_trade_years != null) {
		rules.push({
			code: 'trade_years',
			met: tradeYears !== null && tradeYears >= event.min_trade_years,
			min: Number(event.min_trade_years),
			years: tradeYears,
		});
	}
	return rules;
}

/** Whether a rule is met, as far as it can be told: what the person has not given yet says nothing. */
export function ruleState(rule: Rule): 'met' | 'unmet' | 'unknown' {
	if (rule.met) return 'met';
	const unknown =
		(rule.code === 'age' && rule.age === null) ||
		(rule.code === 'trade_years' && rule.years === null);
	return unknown ? 'unknown' : 'unmet';
}
