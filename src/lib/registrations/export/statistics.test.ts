import { describe, expect, it } from 'vitest';
import { byTeam, teamStatistics } from './statistics';

const entry = (teamName: string | null, divisionNumber: number, divisionName: string) => ({
	teamName,
	divisionNumber,
	divisionName,
});
const ENTRIES = [
	entry('合肥市', 4, '育婴员'),
	entry('合肥市', 1, '母婴护理员'),
	entry('宿松县', 1, '母婴护理员'),
	entry(null, 1, '母婴护理员'),
];

describe('the statistics table of teams and trades', () => {
	it('counts each team in each trade, trades by number, teams in the order given', () => {
		expect(teamStatistics(ENTRIES)).toEqual({
			divisions: ['母婴护理员', '育婴员'],
			teams: [
				{ name: '合肥市', counts: [1, 1], total: 2 },
				{ name: '宿松县', counts: [1, 0], total: 1 },
				{ name: null, counts: [1, 0], total: 1 },
			],
			totals: [3, 1],
			total: 4,
		});
	});
	it('is empty when nobody is entered', () => {
		expect(teamStatistics([])).toEqual({ divisions: [], teams: [], totals: [], total: 0 });
	});
});

describe('entries by team', () => {
	it('stand together with the index of the first', () => {
		expect(byTeam(ENTRIES).map(({ name, from, entries }) => [name, from, entries.length])).toEqual([
			['合肥市', 0, 2],
			['宿松县', 2, 1],
			[null, 3, 1],
		]);
	});
});
