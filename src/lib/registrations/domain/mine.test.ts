import { expect, test } from 'vitest';
import { sortMine } from './mine';

const NOW = new Date('2022-10-10T00:00:00Z');
const row = (id: string, day: string, status = 'approved', eventStatus = 'published') => ({
	id,
	status,
	event: { status: eventStatus, starts_at: `${day}T01:00:00Z`, ends_at: `${day}T09:00:00Z` },
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

test('an event that was called off stays in sight until its day; a withdrawal does not', () => {
	const { next, past } = sortMine(
		[
			row('called-off', '2022-10-12', 'approved', 'canceled'),
			row('withdrawn', '2022-10-13', 'canceled'),
		],
		NOW,
	);
	expect([ids(next), ids(past)]).toEqual(['called-off', 'withdrawn']);
});
