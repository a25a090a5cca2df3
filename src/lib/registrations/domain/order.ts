import { comparable } from '$lib/shared/formats/text';

/**
 * Anhui's cities in the order in which the province's papers list them, which is not the order of
 * their codes; 广德市 and 宿松县, which report straight to the province, come last.
 */
export const REGION_ORDER: readonly { code: string; name: string }[] = [
	{ code: '340100', name: '合肥市' },
	{ code: '340600', name: '淮北市' },
	{ code: '341600', name: '亳州市' },
	{ code: '341300', name: '宿州市' },
	{ code: '340300', name: '蚌埠市' },
	{ code: '341200', name: '阜阳市' },
	{ code: '340400', name: '淮南市' },
	{ code: '341100', name: '滁州市' },
	{ code: '341500', name: '六安市' },
	{ code: '340500', name: '马鞍山市' },
	{ code: '340200', name: '芜湖市' },
	{ code: '341800', name: '宣城市' },
	{ code: '340700', name: '铜陵市' },
	{ code: '341700', name: '池州市' },
	{ code: '340800', name: '安庆市' },
	{ code: '341000', name: '黄山市' },
	{ code: '341882', name: '广德市' },
	{ code: '340826', name: '宿松县' },
];

const RANK = new Map(REGION_ORDER.map(({ code }, index) => [code, index]));

/**
 * Compares two areas by the official order. A county stands with its city, by code; what is no area
 * of Anhui (the province itself, an industrial union without one) stands after all areas.
 */
export function compareRegions(a: string | null, b: string | null): number {
	return regionRank(a) - regionRank(b) || (a ?? '').localeCompare(b ?? '');
}

function regionRank(code: string | null): number {
	if (code === null) return REGION_ORDER.length + 1;
	return RANK.get(code) ?? RANK.get(`${code.slice(0, 4)}00`) ?? REGION_ORDER.length;
}

/** Names by strokes (按姓氏笔画), as lists of people are ordered in Chinese papers. */
export const strokeOrder = new Intl.Collator('zh-u-co-stroke');

/** What the order of a list of entries depends on. */
export interface OrderedEntry {
	regionCode: string | null;
	teamName: string | null;
	divisionNumber: number;
	name: string;
}

/** Entries by team in the official order of regions, then by trade, then by strokes of the name. */
export function compareEntries(a: OrderedEntry, b: OrderedEntry): number {
	return (
		compareRegions(a.regionCode, b.regionCode) ||
		strokeOrder.compare(comparable(a.teamName ?? ''), comparable(b.teamName ?? '')) ||
		a.divisionNumber - b.divisionNumber ||
		strokeOrder.compare(a.name, b.name)
	);
}
