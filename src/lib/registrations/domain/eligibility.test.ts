import { describe, expect, test } from 'vitest';
import { checkEligibility, ruleState, type Rule } from './eligibility';

const NOW = new Date('2022-09-20T00:00:00Z');
const event = {
	status: 'published',
	starts_at: '2022-10-14T01:00:00Z',
	time_zone: 'Asia/Shanghai',
	registration_opens_at: '2022-09-01T00:00:00Z',
	registration_closes_at: '2022-09-30T10:00:00Z',
	one_division_each: true,
	min_age: 18,
	max_age: 55,
	min_trade_years: 3,
	needs_identity: false,
};
const division = { id: 'd1', capacity: 18, taken: 5, opens_at: null, closes_at: null };
const person = {
	name: '李红梅',
	phone: '13900000005',
	birth_date: '1990-03-07',
	hasUnion: true,
	requestedUnion: null,
};
type Input = Parameters<typeof checkEligibility>[0];
const rules = (change: Partial<Input> = {}): Rule[] =>
	checkEligibility({ event, division, person, live: [], tradeYears: 3, now: NOW, ...change });
const check = (change: Partial<Input> = {}) => rules(change).find((rule) => !rule.met) ?? null;

describe('who may sign up', () => {
	test('somebody who meets every rule', () => expect(check()).toBeNull());

	test.each<[string, Partial<Input>, string]>([
		['2.5 years where 3 are needed', { tradeYears: 2.5 }, 'trade_years'],
		['years not told yet', { tradeYears: null }, 'trade_years'],
		['no phone', { person: { ...person, phone: null } }, 'profile'],
		['no union', { person: { ...person, hasUnion: false } }, 'union'],
		['no date of birth where age matters', { person: { ...person, birth_date: null } }, 'age'],
		['56 on the first day', { person: { ...person, birth_date: '1966-10-14' } }, 'age'],
		['18 only the day after', { person: { ...person, birth_date: '2004-10-15' } }, 'age'],
		['the last place gone', { division: { ...division, taken: 18 } }, 'capacity'],
		['a second before it opens', { now: new Date('2022-08-31T23:59:59Z') }, 'window'],
		['the second it closes', { now: new Date('2022-09-30T10:00:00Z') }, 'window'],
		[
			'a division that closed sooner',
			{ division: { ...division, closes_at: '2022-09-19T00:00:00Z' } },
			'window',
		],
		[
			'in another trade already',
			{ live: [{ id: 'r', division_id: 'd2', division_name: '保洁员' }] },
			'one_trade',
		],
		['a draft', { event: { ...event, status: 'draft' } }, 'published'],
	])('not with %s', (_, change, code) => expect(check(change)?.code).toBe(code));

	test.each<[string, Partial<Input>, Rule['code'], string]>([
		['years not told yet', { tradeYears: null }, 'trade_years', 'unknown'],
		['too few years', { tradeYears: 2 }, 'trade_years', 'unmet'],
		['enough years', {}, 'trade_years', 'met'],
		['no date of birth', { person: { ...person, birth_date: null } }, 'age', 'unknown'],
		['too old', { person: { ...person, birth_date: '1966-10-14' } }, 'age', 'unmet'],
		['no union', { person: { ...person, hasUnion: false } }, 'union', 'unmet'],
	])('with %s', (_, change, code, state) =>
		expect(ruleState(rules(change).find((rule) => rule.code === code)!)).toBe(state),
	);

	test('18 and 55 on the first day are within the limits', () => {
		expect(check({ person: { ...person, birth_date: '2004-10-14' } })).toBeNull();
		expect(check({ person: { ...person, birth_date: '1966-10-15' } })).toBeNull();
	});

	test('a second division is fine where the event allows several, the same one is not', () => {
		const several = { ...event, one_division_each: false };
		const live = (id: string) => [{ id: 'r', division_id: id, division_name: '育婴员' }];
		expect(check({ event: several, live: live('d2') })).toBeNull();
		expect(check({ event: several, live: live('d1') })?.code).toBe('one_trade');
	});
});
