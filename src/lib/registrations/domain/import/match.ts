import { tradeAliases } from '$lib/events/domain/trades';
import { comparable, compact, toHalfWidth } from '$lib/shared/formats/text';
import type { DivisionChoice, ImportContext, TeamChoice } from './context';
import type { Offer } from './findings';

export type Match<T> =
	{ kind: 'match'; value: T } | { kind: 'choice'; offers: Offer[] } | { kind: 'none' };

/** Plain equality of names: only width, white space and letter case may differ. */
const sameName = (text: string) => compact(toHalfWidth(text)).toLowerCase();

/**
 * A division by its own name only. A name from another edition of the trade catalogue, an alias or
 * an everyday word is offered as a choice: two trades may have been one, and a contest may hold both.
 */
export function divisionMatcher(
	divisions: readonly DivisionChoice[],
): (text: string) => Match<DivisionChoice> {
	const byName = new Map(divisions.map((division) => [sameName(division.name), division]));
	const near = divisions.map((division) => ({
		division,
		names: new Set(
			[division.name, ...division.aliases, ...tradeAliases(division.name)].map(comparable),
		),
	}));
	return (text) => {
		const exact = byName.get(sameName(text));
		if (exact) return { kind: 'match', value: exact };
		const wanted = comparable(text);
		const offers = near
			.filter(({ names }) => names.has(wanted) || names.has(`${wanted}员`))
			.map(({ division }) => ({ id: division.id, name: division.name }));
		return offers.length > 0 ? { kind: 'choice', offers } : { kind: 'none' };
	};
}

/** 合肥市总工会代表队, 合肥市, 合肥: the words that only say what kind of body it is are dropped. */
function teamKey(text: string): string {
	const bare = comparable(text).replace(/(代表队|代表团|参赛队|队|团)$/, '');
	const place = bare.replace(/(总工会|工会联合会|工会工委|工会)$/, '');
	return place.length > 2 ? place.replace(/[市县区]$/, '') : place;
}

/**
 * A team by name or alias, with or without 市, 总工会 and 代表队. Where several teams answer to the
 * name, or a longer text names a team within it, those are offered.
 */
export function teamMatcher(teams: readonly TeamChoice[]): (text: string) => Match<TeamChoice> {
	const byKey = new Map<string, TeamChoice[]>();
	for (const team of teams) {
		for (const key of new Set([team.name, ...team.aliases].map(teamKey))) {
			byKey.set(key, [...(byKey.get(key) ?? []), team]);
		}
	}
	const offer = (team: TeamChoice): Offer => ({ id: team.unionId, name: team.name });
	return (text) => {
		const spelled = teams.filter((team) => sameName(team.name) === sameName(text));
		if (spelled.length === 1) return { kind: 'match', value: spelled[0]! };
		const wanted = teamKey(text);
		const found = byKey.get(wanted) ?? [];
		if (found.length === 1) return { kind: 'match', value: found[0]! };
		if (found.length > 1) return { kind: 'choice', offers: found.map(offer) };
		const within = [...byKey].flatMap(([key, list]) =>
			key.length >= 2 && wanted.length >= 2 && (wanted.includes(key) || key.includes(wanted))
				? list
				: [],
		);
		const offers = [...new Set(within)].slice(0, 6).map(offer);
		return offers.length > 0 ? { kind: 'choice', offers } : { kind: 'none' };
	};
}

/** Looks teams and divisions up for a whole sheet; build it once. */
export interface Matchers {
	division: (text: string) => Match<DivisionChoice>;
	team: (text: string) => Match<TeamChoice>;
}

/** Finds teams and divisions by whatever name a sheet gives them. */
export function matchersFor(context: ImportContext): Matchers {
	return { division: divisionMatcher(context.divisions), team: teamMatcher(context.teams) };
}
