/** How many people of one team are in one division. */
export interface TeamDivision {
	union_id: string;
	union_name: string;
	division_id: string;
	division_name: string;
	registered: number;
}

/** A team with more people in a division than the rules of the event allow. */
export interface OverQuota {
	team: string;
	division: string;
	count: number;
}

/**
 * The teams that would have too many in a division, in the order of `counts`, teams without anybody
 * yet last. A rule to be warned about: nothing is refused for it.
 *
 * @param adding people who would come in beside those counted
 */
export function overQuota(
	counts: readonly TeamDivision[],
	quota: number | null,
	adding: readonly Omit<TeamDivision, 'registered'>[] = [],
): OverQuota[] {
	if (quota === null) return [];
	const sums = new Map<string, OverQuota>();
	const add = (of: Omit<TeamDivision, 'registered'>, more: number) => {
		const key = `${of.union_id} ${of.division_id}`;
		const { union_name: team, division_name: division } = of;
		sums.set(key, { team, division, count: (sums.get(key)?.count ?? 0) + more });
	};
	for (const row of counts) add(row, row.registered);
	for (const row of adding) add(row, 1);
	return [...sums.values()].filter(({ count }) => count > quota);
}
