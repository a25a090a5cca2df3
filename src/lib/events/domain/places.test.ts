import { expect, test } from 'vitest';
import { placesLeft, scarcity } from './places';

test.each([
	{ capacity: null, taken: 500, left: null, is: 'plenty' },
	{ capacity: 20, taken: 16, left: 4, is: 'plenty' },
	{ capacity: 20, taken: 17, left: 3, is: 'few' },
	{ capacity: 20, taken: 20, left: 0, is: 'full' },
	{ capacity: 20, taken: 21, left: 0, is: 'full' },
])('$taken of $capacity taken is $is', ({ capacity, taken, left, is }) => {
	expect(placesLeft({ capacity, taken })).toBe(left);
	expect(scarcity({ capacity, taken })).toBe(is);
});
