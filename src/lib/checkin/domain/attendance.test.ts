import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attendances, conflicts, type ScanFact } from './attendance';
import type { Checkpoint } from './types';

const HOUR = 3_600_000;
const MORNING = Date.parse('2022-10-14T08:00:00+08:00');
const checkpoint: Checkpoint = {
	id: 'door',
	divisions: null,
	opensAt: null,
	closesAt: null,
	direction: 'both',
	count: 'once_per_day',
	sessionStarts: [],
	allowReentry: false,
	rules: {},
};
const checkpoints = new Map([[checkpoint.id, checkpoint]]);

function fact(id: string, at: number, changes: Partial<ScanFact> = {}): ScanFact {
	return {
		id,
		registrationId: 'li',
		checkpointId: 'door',
		deviceId: 'east',
		gate: '东门',
		direction: 'in',
		at,
		letThrough: true,
		overrideReason: null,
		verdict: 'admitted',
		clockOffset: 0,
		uploadOffset: 0,
		...changes,
	};
}

const conclude = (facts: ScanFact[], annulled = new Set<string>()) => ({
	attendances: attendances(facts, annulled, checkpoints, 'Asia/Shanghai'),
	conflicts: conflicts(facts, annulled, checkpoints, 'Asia/Shanghai'),
});

describe('attendance', () => {
	it('is one, with one conflict, when two offline devices admit the same pass, in either order', () => {
		const east = fact('a', MORNING);
		const west = fact('b', MORNING + 120_000, { deviceId: 'west', gate: '西门' });
		for (const facts of [
			[east, west],
			[west, east],
		]) {
			const { attendances: counted, conflicts: listed } = conclude(facts);
			expect(counted.map((a) => a.scanId)).toEqual(['a']);
			expect(listed).toEqual([
				{ kind: 'twice', scanId: 'b', otherScanId: 'a', registrationId: 'li' },
			]);
		}
	});

	it('falls to the next admission when the first is annulled', () => {
		const facts = [fact('a', MORNING), fact('b', MORNING + HOUR)];
		expect(conclude(facts, new Set(['a'])).attendances.map((a) => a.scanId)).toEqual(['b']);
		expect(conclude(facts, new Set(['a', 'b'])).attendances).toEqual([]);
	});

	it('counts one a day in the zone of the event', () => {
		const before = fact('a', Date.parse('2022-10-14T15:50:00Z'));
		const after = fact('b', Date.parse('2022-10-14T16:10:00Z'));
		expect(conclude([before, after]).attendances).toHaveLength(2);
	});

	it('does not count refusals, exits and codes of nobody', () => {
		const facts = [
			fact('a', MORNING, { letThrough: false, verdict: 'canceled' }),
			fact('b', MORNING, { direction: 'out' }),
			fact('c', MORNING, { registrationId: null, verdict: 'invalid', letThrough: false }),
		];
		expect(conclude(facts)).toEqual({ attendances: [], conflicts: [] });
	});

	it('lists an override, an admission despite a refusal and a clock that is off', () => {
		const facts = [
			fact('a', MORNING, { overrideReason: '身份证未带', verdict: 'blocked' }),
			fact('b', MORNING, { registrationId: 'wu', verdict: 'canceled' }),
			fact('d', MORNING, { registrationId: 'he', uploadOffset: 400_000 }),
			fact('c', MORNING, {
				registrationId: 'xu',
				clockOffset: -7 * 60_000,
				uploadOffset: -7 * 60_000,
			}),
		];
		expect(conclude(facts).conflicts.map(({ kind, scanId }) => [kind, scanId])).toEqual([
			['override', 'a'],
			['despite_refusal', 'b'],
			['clock', 'c'],
			['clock', 'd'],
		]);
	});

	it('ends in one state whatever the order, batching and repetition of uploads', () => {
		const facts = fc.uniqueArray(
			fc.record({
				id: fc.uuid(),
				at: fc.integer({ min: MORNING, max: MORNING + 40 * HOUR }),
				registrationId: fc.constantFrom('li', 'wu', null),
				deviceId: fc.constantFrom('east', 'west'),
				direction: fc.constantFrom<'in' | 'out'>('in', 'out'),
				letThrough: fc.boolean(),
			}),
			{ selector: (f) => f.id, maxLength: 12 },
		);
		const delivery = facts.chain((all) =>
			fc.tuple(
				fc.constant(all),
				fc.shuffledSubarray(all, { minLength: all.length }),
				fc.array(fc.integer({ min: 0, max: Math.max(0, all.length - 1) }), { maxLength: 6 }),
				fc.subarray(all.map((f) => f.id)),
			),
		);
		fc.assert(
			fc.property(delivery, ([all, shuffled, again, undone]) => {
				const toFact = ({ id, at, ...rest }: (typeof all)[number]) => fact(id, at, rest);
				const repeated = again.flatMap((i) => all[i] ?? []);
				const annulled = new Set(undone);
				const expected = conclude(all.map(toFact), annulled);
				expect(conclude([...repeated, ...shuffled, ...repeated].map(toFact), annulled)).toEqual(
					expected,
				);
			}),
		);
	});
});
