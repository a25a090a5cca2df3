import { expect, it } from 'vitest';
import { overQuota, type TeamDivision } from './team-quota';

const of = (team: string, division: string) => ({
	union_id: `u-${team}`,
	union_name: team,
	division_id: `d-${division}`,
	division_name: division,
});
const counts: TeamDivision[] = [
	{ ...of('淮南市', '育婴员'), registered: 2 },
	{ ...of('宿州市', '育婴员'), registered: 1 },
	{ ...of('宿州市', '催乳师'), registered: 1 },
];

it('names each team with more people in a division than the rules allow', () => {
	expect(overQuota(counts, 1)).toEqual([{ team: '淮南市', division: '育婴员', count: 2 }]);
	expect(overQuota(counts, 2)).toEqual([]);
	expect(overQuota(counts, null)).toEqual([]);
});

it('counts those who would come in beside those who are', () => {
	const adding = [of('宿州市', '催乳师'), of('池州市', '育婴员'), of('池州市', '育婴员')];
	expect(overQuota(counts.slice(1), 1, adding)).toEqual([
		{ team: '宿州市', division: '催乳师', count: 2 },
		{ team: '池州市', division: '育婴员', count: 2 },
	]);
});
