import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import fixture from '../../../../tests/fixtures/checkin-decisions.json';
import { decide } from './decide';
import type { DecisionInput, KnownScan } from './types';

// The fixture is plain JSON; its cases are DecisionInputs by construction.
const cases = fixture.cases as unknown as {
	name: string;
	input: DecisionInput;
	expected: unknown;
}[];

describe('the decision at a checkpoint', () => {
	it.each(cases)('$name', ({ input, expected }) => {
		expect(decide(input)).toEqual(expected);
	});

	it('has a case for every kind of verdict', () => {
		const kinds = new Set(cases.map(({ expected }) => (expected as { kind: string }).kind));
		expect(kinds.size).toBe(13);
	});

	it('does not depend on the order of what is known', () => {
		const base = cases[0]?.input;
		if (!base) throw new Error('the fixture has cases');
		const scan: fc.Arbitrary<KnownScan> = fc.record({
			checkpointId: fc.constantFrom(base.checkpoint.id, 'other'),
			direction: fc.constantFrom('in', 'out'),
			at: fc.integer({ min: base.at - 3 * 86_400_000, max: base.at }),
			gate: fc.constant('东门'),
		});
		const count = fc.constantFrom('once', 'once_per_day', 'per_session', 'every_time');
		const lists = fc
			.array(scan)
			.chain((all) =>
				fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
			);
		fc.assert(
			fc.property(lists, count, fc.boolean(), ([known, shuffled], mode, allowReentry) => {
				const checkpoint = { ...base.checkpoint, count: mode, allowReentry };
				expect(decide({ ...base, checkpoint, known: shuffled })).toEqual(
					decide({ ...base, checkpoint, known }),
				);
			}),
		);
	});
});
