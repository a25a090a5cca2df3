import { m } from '$lib/paraglide/messages';
import type { UnionKind } from './kinds';

const KIND_TEXTS: Record<UnionKind, () => string> = {
	federation: m.unions_kind_federation,
	organ_union: m.unions_kind_organ_union,
	industrial_union: m.unions_kind_industrial_union,
	sector_federation: m.unions_kind_sector_federation,
	zone_union: m.unions_kind_zone_union,
	grassroots_union: m.unions_kind_grassroots_union,
	union_group: m.unions_kind_union_group,
};

/** The word for a kind of union. */
export function kindText(kind: string): string {
	return kind in KIND_TEXTS ? KIND_TEXTS[kind as UnionKind]() : kind;
}
