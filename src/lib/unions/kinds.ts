/** The kinds of union that are added by hand below another, the most usual first. */
export const ADDABLE_KINDS = [
	'grassroots_union',
	'sector_federation',
	'zone_union',
	'industrial_union',
	'organ_union',
	'federation',
	'union_group',
] as const;
export type UnionKind = (typeof ADDABLE_KINDS)[number];
