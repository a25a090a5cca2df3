import { describe, expect, test } from 'vitest';
import { attentionOf, placesOf, type AttentionInput } from './attention';
import { consentsFrom } from './consents';
import { actsOf, stageOf, stepOf } from './stages';

const event = {
	status: 'published',
	registration_opens_at: '2022-09-01T00:00:00Z',
	registration_closes_at: '2022-09-30T10:00:00Z',
	starts_at: '2022-10-14T00:30:00Z',
	ends_at: '2022-10-15T09:00:00Z',
};
const at = (text: string) => new Date(text);

describe('the stage of an event', () => {
	test.each([
		['2022-08-31T23:59:59Z', 'announced'],
		['2022-09-01T00:00:00Z', 'open'],
		['2022-09-30T10:00:00Z', 'closed'],
		['2022-10-14T00:30:00Z', 'running'],
		['2022-10-15T09:00:00Z', 'results'],
	])('at %s a published one is %s: a boundary belongs to what begins', (now, stage) => {
		expect(stageOf(event, at(now))).toBe(stage);
	});
	test('a draft stays one however late it is', () => {
		expect(stageOf({ ...event, status: 'draft' }, at('2022-12-01T00:00:00Z'))).toBe('draft');
	});
	test('one declared finished early is over', () => {
		expect(stageOf({ ...event, status: 'finished' }, at('2022-10-14T08:00:00Z'))).toBe('results');
	});
	test('one that has begun is running though people may still sign up', () => {
		const late = { ...event, registration_closes_at: '2022-10-15T00:00:00Z' };
		expect(stageOf(late, at('2022-10-14T01:00:00Z'))).toBe('running');
	});
	test('waits for sign-up on the step of sign-up, and has no step when called off', () => {
		expect(stepOf('announced')).toBe('open');
		expect(stepOf('canceled')).toBeNull();
	});
});

describe('what an organizer may decide', () => {
	test('an event that people signed up for cannot be taken back into a draft', () => {
		const now = at('2022-09-10T00:00:00Z');
		expect(actsOf(event, 0, now)).toEqual(['withdraw', 'cancel']);
		expect(actsOf(event, 1, now)).toEqual(['cancel']);
	});
	test('nothing ends before it began, and nothing is decided about an archived one', () => {
		expect(actsOf(event, 1, at('2022-10-14T01:00:00Z'))[0]).toBe('finish');
		expect(actsOf({ ...event, status: 'archived' }, 1, at('2023-01-01T00:00:00Z'))).toEqual([]);
	});
});

describe('what needs attention', () => {
	const input: AttentionInput = {
		...event,
		divisions: [{ name: '育婴员', taken: 0, capacity: 18 }],
		pending: 0,
		waitlisted: 0,
		scanners: null,
	};
	const kinds = (change: Partial<AttentionInput>, now: string) =>
		attentionOf({ ...input, ...change }, at(now)).map((a) => a.kind);

	test('a draft without divisions, and one whose sign-up should open soon', () => {
		expect(kinds({ status: 'draft', divisions: [] }, '2022-08-30T00:00:00Z')).toEqual([
			'no_divisions',
			'unpublished',
		]);
		expect(kinds({ status: 'draft' }, '2022-07-01T00:00:00Z')).toEqual([]);
	});
	test('people who wait for an answer come before everything that can wait', () => {
		expect(
			kinds(
				{ pending: 2, divisions: [{ name: '育婴员', taken: 18, capacity: 18 }] },
				'2022-09-10T00:00:00Z',
			),
		).toEqual(['pending', 'full']);
	});
	test('few sign-ups matter only shortly before the end', () => {
		expect(kinds({}, '2022-09-10T00:00:00Z')).toEqual([]);
		expect(kinds({}, '2022-09-29T00:00:00Z')).toEqual(['few']);
	});
	test('nobody to scan three days before it begins', () => {
		expect(kinds({ scanners: 0 }, '2022-10-12T00:00:00Z')).toEqual(['no_scanner']);
		expect(kinds({ scanners: 1 }, '2022-10-12T00:00:00Z')).toEqual([]);
	});
	test('over but not declared finished, and finished long ago but not archived', () => {
		expect(kinds({}, '2022-10-16T00:00:00Z')).toEqual(['not_finished']);
		expect(kinds({ status: 'finished' }, '2022-12-01T00:00:00Z')).toEqual(['not_archived']);
	});
	test('a canceled event needs nothing', () => {
		expect(kinds({ status: 'canceled', pending: 3 }, '2022-09-10T00:00:00Z')).toEqual([]);
	});
	test('one division without a limit, and the event has none', () => {
		expect(
			placesOf([
				{ taken: 3, capacity: 5 },
				{ taken: 4, capacity: null },
			]),
		).toEqual({ taken: 7, capacity: null });
	});
});

describe('consents after an edit', () => {
	const before = [
		{ key: 'c1', version: 1, text: '同意使用个人信息' },
		{ key: 'c2', version: 3, text: '内容属实' },
	];
	test('an untouched text keeps its version, also when it moved', () => {
		expect(consentsFrom(['内容属实', '同意使用个人信息'], before)).toEqual([before[1], before[0]]);
	});
	test('a new wording is a new version of the same consent', () => {
		expect(consentsFrom(['同意使用个人信息和照片', '内容属实'], before)).toEqual([
			{ key: 'c1', version: 2, text: '同意使用个人信息和照片' },
			before[1],
		]);
	});
	test('an added one takes a key that was never used', () => {
		expect(consentsFrom(['身体健康', '同意使用个人信息', '内容属实'], before)[0]).toEqual({
			key: 'c3',
			version: 1,
			text: '身体健康',
		});
	});
});
