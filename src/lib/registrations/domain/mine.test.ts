import { expect, test } from 'vitest';
import { isStanding, sortMine, standingOf } from './mine';

const NOW = new Date('2022-10-10T00:00:00Z');
const row = (
	id: string,
	day: string,
	{ status = 'approved', reason = null as string | null, event = 'published' } = {},
) => ({
	id,
	status,
	status_reason: reason,
	event: {
		status: event,
		status_reason: event === 'canceled' ? '台风' : null,
		starts_at: `${day}T01:00:00Z`,
		ends_at: `${day}T09:00:00Z`,
	},
});
const ids = (rows: { id: string }[]) => rows.map((r) => r.id).join(' ');

test('what is next comes soonest first, what is past latest first', () => {
	const { next, past } = sortMine(
		[
			row('b', '2022-10-20'),
			row('a', '2022-10-12'),
			row('y', '2022-09-01'),
			row('z', '2022-10-01'),
		],
		NOW,
	);
	expect([ids(next), ids(past)]).toEqual(['a b', 'z y']);
});

test('what others called off is never next, and stays in sight until its day; a withdrawal does not', () => {
	const { next, off, past } = sortMine(
		[
			row('kept', '2022-10-20'),
			row('refused', '2022-10-14', { status: 'rejected', reason: '不符合条件' }),
			row('called-off', '2022-10-12', { event: 'canceled' }),
			row('removed', '2022-10-13', { status: 'canceled', reason: '重复' }),
			row('withdrawn', '2022-10-11', { status: 'canceled' }),
			row('over', '2022-10-01', { event: 'canceled' }),
		],
		NOW,
	);
	expect([ids(next), ids(off), ids(past)]).toEqual([
		'kept',
		'called-off removed refused',
		'withdrawn over',
	]);
});

test('a registration in an event that was called off is canceled, with the reason of the event', () => {
	const calledOff = row('a', '2022-10-12', { event: 'canceled' });
	expect(standingOf(calledOff)).toEqual({ standing: 'canceled', reason: '台风' });
	expect(isStanding(calledOff)).toBe(false);
	expect(isStanding(row('a', '2022-10-12'))).toBe(true);
});

test('who withdrew is told that, also when the event was called off later', () => {
	const withdrawn = row('a', '2022-10-12', { status: 'canceled', event: 'canceled' });
	expect(standingOf(withdrawn)).toEqual({ standing: 'withdrawn', reason: null });
	const removed = row('a', '2022-10-12', { status: 'canceled', reason: '重复' });
	expect(standingOf(removed)).toEqual({ standing: 'canceled', reason: '重复' });
});
