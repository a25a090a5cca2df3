import type { ExportEntry } from './documents';

/** 队×人数: how many each team enters in each trade. */
export interface TeamStatistics {
	/** Names of the trades, by their numbers. */
	divisions: string[];
	teams: { name: string | null; counts: number[]; total: number }[];
	totals: number[];
	total: number;
}

/**
 * Counts entries by team and trade.
 * @param entries in the order in which the teams shall stand
 */
export function teamStatistics(
	entries: readonly Pick<ExportEntry, 'teamName' | 'divisionNumber' | 'divisionName'>[],
): TeamStatistics {
	const numbers = new Map(entries.map((entry) => [entry.divisionNumber, entry.divisionName]));
	const order = [...numbers.keys()].sort((a, b) => a - b);
	const teams = new Map<string | null, number[]>();
	for (const entry of entries) {
		const counts = teams.get(entry.teamName) ?? order.map(() => 0);
		counts[order.indexOf(entry.divisionNumber)]!++;
		teams.set(entry.teamName, counts);
	}
	const lines = [...teams].map(([name, counts]) => ({ name, counts, total: sum(counts) }));
	return {
		divisions: order.map((number) => numbers.get(number)!),
		teams: lines,
		totals: order.map((_, i) => sum(lines.map((line) => line.counts[i]!))),
		total: entries.length,
	};
}

function sum(numbers: readonly number[]): number {
	return numbers.reduce((total, number) => total + number, 0);
}

/** Neighbours of one team together, each with its first index: how printed lists show teams. */
export function byTeam<T extends Pick<ExportEntry, 'teamName'>>(
	entries: readonly T[],
): { name: string | null; from: number; entries: T[] }[] {
	const groups: { name: string | null; from: number; entries: T[] }[] = [];
	entries.forEach((entry, index) => {
		const last = groups.at(-1);
		if (last && last.name === entry.teamName) last.entries.push(entry);
		else groups.push({ name: entry.teamName, from: index, entries: [entry] });
	});
	return groups;
}
