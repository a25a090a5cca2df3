import { describe, expect, test } from 'vitest';
import { dayIn, daysBetween, fullSpan, instantOf, span, wallTime } from './time';
import { safeNext } from './routes';

const NOW = new Date('2022-09-01T00:00:00Z');

describe('days and times in China', () => {
	test('15:50 and 16:10 UTC are two days in Shanghai', () => {
		expect(dayIn('2022-10-14T15:50:00Z')).toBe('2022-10-14');
		expect(dayIn('2022-10-14T16:10:00Z')).toBe('2022-10-15');
	});

	test('papers tell the year and both hours', () => {
		const full = (to: string) => fullSpan('2022-10-14T00:30:00Z', to, 'zh-CN');
		expect(full('2022-10-14T09:00:00Z')).toBe('2022年10月14日 08:30–17:00');
		expect(full('2022-10-15T09:00:00Z')).toBe('2022年10月14日 08:30–10月15日 17:00');
		expect(full('2023-01-01T09:00:00Z')).toBe('2022年10月14日 08:30–2023年1月1日 17:00');
	});

	test('a wall time and its instant are inverse', () => {
		expect(instantOf('2022-10-14T08:30')?.toISOString()).toBe('2022-10-14T00:30:00.000Z');
		expect(wallTime('2022-10-14T00:30:00Z')).toBe('2022-10-14T08:30');
		expect(instantOf('tomorrow')).toBeNull();
		expect(instantOf('2022-13-40T08:30')).toBeNull();
	});

	test('a span tells when to be there, within a day and over several', () => {
		expect(span('2022-10-14T00:30:00Z', '2022-10-14T09:00:00Z', 'zh-CN', NOW)).toBe(
			'10月14日 08:30–17:00',
		);
		expect(span('2022-10-14T00:30:00Z', '2022-10-15T09:00:00Z', 'zh-CN', NOW)).toBe(
			'10月14日 08:30–10月15日 17:00',
		);
	});

	test('days between count calendar days, not hours', () => {
		expect(daysBetween('2022-10-13T15:00:00Z', '2022-10-13T17:00:00Z')).toBe(1);
	});
});

describe('where sign-in leads', () => {
	test.each(['//evil.example', 'https://evil.example', '/\\evil.example', '/\t/evil', '', null])(
		'%s leads home, not off the site',
		(next) => expect(safeNext(next)).toBe('/'),
	);
	test('an address of the site is kept with its query', () => {
		expect(safeNext('/events/1?division=2')).toBe('/events/1?division=2');
	});
});
