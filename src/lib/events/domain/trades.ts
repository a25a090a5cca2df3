import { comparable } from '$lib/shared/formats/text';

/**
 * A trade (工种) under all the names it goes by. The national catalogue renames trades from edition
 * to edition, and sheets arrive with the old name, the new one, or the word people say.
 */
export interface Trade {
	/** Official names, in the order in which they came into force. */
	names: readonly string[];
	/** What people write instead, never official. */
	sayings: readonly string[];
}

/** Renames follow the occupational classification of 2015 and its 2022 edition. */
export const TRADES: readonly Trade[] = [
	{
		names: ['育婴员', '婴幼儿发展引导员'],
		sayings: ['育婴师', '育儿员', '育儿嫂'],
	},
	{
		names: ['母婴护理员'],
		sayings: ['母婴护理师', '母婴护理', '母婴生活护理员', '月嫂'],
	},
	{ names: ['养老护理员'], sayings: ['养老护理', '养老护理师', '护老员'] },
	{ names: ['催乳师'], sayings: ['催乳员', '催乳', '通乳师'] },
	{
		names: ['家庭服务员', '家政服务员'],
		sayings: ['家政员', '家政服务', '家政服务师'],
	},
	{ names: ['保洁员'], sayings: ['保洁', '保洁师', '家庭保洁员', '清洁工'] },
	{
		names: ['中式烹调师'],
		sayings: ['中餐烹调师', '中式烹饪师', '中式烹调'],
	},
	{ names: ['中式面点师'], sayings: ['面点师', '中式面点'] },
	{ names: ['茶艺师'], sayings: ['茶艺员'] },
	{ names: ['评茶员'], sayings: ['评茶师'] },
	{
		names: ['汽车修理工', '汽车维修工'],
		sayings: ['汽修工'],
	},
	{ names: ['焊工'], sayings: ['电焊工', '焊接工'] },
	{
		names: ['维修电工', '电工'],
		sayings: [],
	},
	{ names: ['砌筑工'], sayings: ['瓦工', '泥瓦工'] },
	{
		names: ['快递业务员', '快递员'],
		sayings: ['快递小哥'],
	},
	{ names: ['网约配送员'], sayings: ['外卖员', '外卖骑手', '外卖配送员'] },
];

const BY_NAME = new Map<string, Trade>();
for (const trade of TRADES) {
	for (const name of [...trade.names, ...trade.sayings]) {
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
	const official = trade.names.toReversed();
	return [...official, ...trade.sayings].filter((other) => comparable(other) !== comparable(name));
}
