import { expect, it } from 'vitest';
import { arrivalPath, timeTicks } from './arrivals';

const minute = 60_000;

it('draws arrivals as steps from the left to the last one', () => {
	const path = arrivalPath(
		[
			{ at: 25, count: 1 },
			{ at: 50, count: 2 },
		],
		{ from: 0, to: 100, top: 4, width: 100, height: 40 },
	);
	expect(path).toBe('M0 40H25V30H50V20');
});

it('keeps the line inside the drawing when more come than were expected', () => {
	const path = arrivalPath([{ at: 999, count: 9 }], {
		from: 0,
		to: 100,
		top: 4,
		width: 100,
		height: 40,
	});
	expect(path).toBe('M0 40H100V0');
});

it('draws a level line for an event nobody is expected at', () => {
	expect(arrivalPath([], { from: 0, to: 0, top: 0, width: 100, height: 40 })).toBe('M0 40');
});

it('marks between two and five round times, whatever the span', () => {
	const start = Date.parse('2026-10-14T08:03:00+08:00');
	for (const span of [12, 45, 90, 300, 720, 2880, 20_000].map((minutes) => minutes * minute)) {
		const ticks = timeTicks(start, start + span);
		expect(ticks.length).toBeGreaterThanOrEqual(2);
		expect(ticks.length).toBeLessThanOrEqual(5);
		for (const at of ticks) expect(at % (5 * minute)).toBe(0);
	}
});
