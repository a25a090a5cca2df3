import { comparable } from '$lib/shared/formats/text';

/**
 * A trade (工种) under all the names it goes by. The national catalogue renames trades from edition
 * to edition, and sheets arrive with the old name, the new one, or the word people say.
 */
export interface Trade {
	/** Names in force, in order of time; `since` is the year the name came into force. */
	names: readonly { name: string; since: number }[];
	/** What people write instead, never official. */
	sayings: readonly string[];
}

/** Renames follow the occupational classification of 2015 and its 2022 edition. */
export const TRADES: readonly Trade[] = [
	{
		names: [
			{ name: '育婴员', since: 2003 },
			{ name: '婴幼儿发展引导员', since: 2022 },
		],
		sayings: ['育婴师', '育儿员', '育儿嫂'],
	},
	{
		names: [{ name: '母婴护理员', since: 2015 }],
		sayings: ['母婴护理师', '母婴护理', '母婴生活护理员', '月嫂'],
	},
	{ names: [{ name: '养老护理员', since: 2002 }], sayings: ['养老护理', '养老护理师', '护老员'] },
	{ names: [{ name: '催乳师', since: 2010 }], sayings: ['催乳员', '催乳', '通乳师'] },
	{
		names: [
			{ name: '家庭服务员', since: 2000 },
			{ name: '家政服务员', since: 2006 },
		],
		sayings: ['家政员', '家政服务', '家政服务师'],
	},
	{ names: [{ name: '保洁员', since: 2015 }], sayings: ['保洁', '保洁师', '家庭保洁员', '清洁工'] },
	{
		names: [{ name: '中式烹调师', since: 1999 }],
		sayings: ['中餐烹调师', '中式烹饪师', '中式烹调'],
	},
	{ names: [{ name: '中式面点师', since: 1999 }], sayings: ['面点师', '中式面点'] },
	{ names: [{ name: '茶艺师', since: 2002 }], sayings: ['茶艺员'] },
	{ names: [{ name: '评茶员', since: 2002 }], sayings: ['评茶师'] },
	{
		names: [
			{ name: '汽车修理工', since: 1999 },
			{ name: '汽车维修工', since: 2015 },
		],
		sayings: ['汽修工'],
	},
	{ names: [{ name: '焊工', since: 1999 }], sayings: ['电焊工', '焊接工'] },
	{
		names: [
			{ name: '维修电工', since: 1999 },
			{ name: '电工', since: 2015 },
		],
		sayings: [],
	},
	{ names: [{ name: '砌筑工', since: 1999 }], sayings: ['瓦工', '泥瓦工'] },
	{
		names: [
			{ name: '快递业务员', since: 2008 },
			{ name: '快递员', since: 2015 },
		],
		sayings: ['快递小哥'],
	},
	{ names: [{ name: '网约配送员', since: 2020 }], sayings: ['外卖员', '外卖骑手', '外卖配送员'] },
];

const BY_NAME = new Map<string, Trade>();
for (const trade of TRADES) {
	for (const name of [...trade.names.map((n) => n.name), ...trade.sayings]) {
		BY_NAME.set(comparable(name), trade);
	}
}

/** The trade that goes by a name, of whatever edition, or null when the catalogue lacks it. */
export function findTrade(name: string): Trade | null {
	return BY_NAME.get(comparable(name)) ?? null;
}

/** Every other name of the same trade, official ones first and newest first; [] when unknown. */
export function tradeAliases(name: string): string[] {
	const trade = findTrade(name);
	if (!trade) return [];
	const official = trade.names.map((n) => n.name).reverse();
	return [...official, ...trade.sayings].filter((other) => comparable(other) !== comparable(name));
}

/** The official name a trade had in a year: the newest in force by then, else its first. */
export function tradeNameIn(trade: Trade, year: number): string {
	const inForce = trade.names.filter((n) => n.since <= year);
	return (inForce.at(-1) ?? trade.names[0]!).name;
}
