import { expect, it } from 'vitest';
import { momentOf } from './moment';

const event = {
	startsAt: Date.parse('2026-12-14T09:00+08:00'),
	endsAt: Date.parse('2026-12-15T17:00+08:00'),
	timeZone: 'Asia/Shanghai',
};

it.each([
	['2026-11-24T22:19+08:00', 'before'],
	['2026-12-13T23:59+08:00', 'before'],
	['2026-12-14T00:01+08:00', 'on'], // early on the day itself is on time
	['2026-12-14T07:30+08:00', 'on'],
	['2026-12-15T23:00+08:00', 'on'], // a late upload of the same evening
	['2026-12-16T00:01+08:00', 'after'],
	['2026-12-13T16:30Z', 'on'], // half past midnight of the first day there
])('at %s the event is %s', (at, moment) => {
	expect(momentOf(event, Date.parse(at))).toBe(moment);
});

it('an event that ends at midnight is over on the next day', () => {
	const night = { ...event, endsAt: Date.parse('2026-12-16T00:00+08:00') };
	expect(momentOf(night, Date.parse('2026-12-15T23:59+08:00'))).toBe('on');
	expect(momentOf(night, Date.parse('2026-12-16T00:00:01+08:00'))).toBe('after');
});
