import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { cancelForm, EventForm, splitNames } from './schema';

const ID = '0190b8a0-0000-7000-8000-000000000001';
const form = {
	id: ID,
	union_id: ID,
	kind: 'skill_contest',
	name: ' 2022年安徽省家政服务职业技能竞赛 ',
	starts_at: '2022-10-14T08:30',
	ends_at: '2022-10-15T17:00',
	registration_opens_at: '2022-09-01T08:00',
	registration_closes_at: '2022-09-30T18:00',
	one_division_each: 'on',
	divisions: [{ id: '', name: '育婴员', aliases: '育婴师、婴幼儿发展引导员', capacity: '１８' }],
};
/** The issues by the path of their field. */
function issues(change: Record<string, unknown>): Record<string, string> {
	const result = v.safeParse(EventForm, { ...form, ...change });
	return Object.fromEntries(
		(result.issues ?? []).map((i) => [
			i.path?.map((p) => String(p.key)).join('.') ?? '',
			i.message,
		]),
	);
}

describe('the form of an event', () => {
	test('turns wall times of its zone into instants and blanks into nothing', () => {
		const { event, divisions } = v.parse(EventForm, form);
		expect(event).toMatchObject({
			name: '2022年安徽省家政服务职业技能竞赛',
			starts_at: '2022-10-14T00:30:00.000Z',
			registration_closes_at: '2022-09-30T10:00:00.000Z',
			level: null,
			class: null,
			min_age: null,
			min_trade_years: null,
			team_quota: null,
			one_division_each: true,
			needs_identity: false,
			hosts: [],
		});
		expect(divisions).toEqual([
			{
				id: null,
				name: '育婴员',
				aliases: ['育婴师', '婴幼儿发展引导员'],
				capacity: 18,
				opens_at: null,
				closes_at: null,
			},
		]);
	});

	test('accepts a time typed by hand, and names what is no time', () => {
		expect(issues({ starts_at: '2022/10/14 08:30' })).toEqual({});
		expect(Object.keys(issues({ starts_at: '明天上午' }))).toEqual(['starts_at']);
	});

	test('puts an order that cannot be at the later field', () => {
		expect(Object.keys(issues({ ends_at: '2022-10-14T08:30' }))).toEqual(['ends_at']);
		expect(Object.keys(issues({ registration_closes_at: '2022-08-30T18:00' }))).toEqual([
			'registration_closes_at',
		]);
		expect(Object.keys(issues({ registration_closes_at: '2022-10-16T18:00' }))).toEqual([
			'registration_closes_at',
		]);
		expect(Object.keys(issues({ min_age: '55', max_age: '18' }))).toEqual(['max_age']);
	});

	test('leaves out untouched rows, and finds a fault at its row however many stand before', () => {
		const blank = { id: '', name: '', aliases: '', capacity: '' };
		const { divisions } = v.parse(EventForm, {
			...form,
			divisions: [blank, ...form.divisions, blank],
		});
		expect(divisions.map((d) => d.name)).toEqual(['育婴员']);
		expect(
			Object.keys(
				issues({
					divisions: [blank, { ...blank, capacity: '3' }, form.divisions[0], form.divisions[0]],
				}),
			),
		).toEqual(['divisions.1.name', 'divisions.3.name']);
		expect(
			Object.keys(issues({ divisions: [blank, form.divisions[0], form.divisions[0]] })),
		).toEqual(['divisions.2.name']);
	});

	test.each([
		['min_age', '十八'],
		['max_age', '121'],
		['min_trade_years', '2.55'],
		['kind', 'party'],
		['name', '赛'],
		['union_id', ''],
	])('refuses %s %s at its field', (field, value) => {
		expect(Object.keys(issues({ [field]: value }))).toEqual([field]);
	});

	test('refuses values that no form sends instead of failing', () => {
		for (const value of [[], {}, 1, null]) {
			expect(v.safeParse(EventForm, { ...form, name: value }).success).toBe(false);
			expect(v.safeParse(EventForm, { ...form, divisions: value }).success).toBe(
				Array.isArray(value),
			);
		}
		expect(Object.keys(issues({ divisions: ['x', 3] }))).toEqual(['divisions.0', 'divisions.1']);
	});
});

test('names in one field are split at line breaks and the usual separators, each once', () => {
	expect(splitNames('省总工会、省人社厅\n省妇联; 省总工会,')).toEqual([
		'省总工会',
		'省人社厅',
		'省妇联',
	]);
});

test('an event is called off only with its name typed and a reason', () => {
	const schema = cancelForm('职工运动会');
	expect(v.safeParse(schema, { name: ' 职工运动会 ', reason: '台风' }).success).toBe(true);
	expect(v.safeParse(schema, { name: '运动会', reason: '台风' }).success).toBe(false);
	expect(v.safeParse(schema, { name: '职工运动会', reason: ' ' }).success).toBe(false);
});
