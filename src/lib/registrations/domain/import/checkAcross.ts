import { comparable } from '$lib/shared/formats/text';
import type { CheckedRow, ImportContext } from './context';
import type { ImportField } from './fields';
import type { Fault, Severity } from './findings';

/** Reports a finding at a field of a given row. */
type ReportAt = (row: CheckedRow, field: ImportField, fault: Fault, severity?: Severity) => void;

/** What only several rows together show; rows left out take no part. */
export function checkAcross(
	all: readonly CheckedRow[],
	{ event }: ImportContext,
	report: ReportAt,
): void {
	const rows = all.filter((row) => row.state !== 'skipped');
	const judged = new Set<string>();

	for (const group of groupsBy(rows, (row) => row.values.idNumber)) {
		group.forEach((row) => judged.add(row.key));
		if (new Set(group.flatMap((row) => row.values.name ?? [])).size > 1) {
			for (const row of group) {
				report(row, 'id_number', { code: 'id_shared', rows: others(group, row) });
			}
		} else {
			samePerson(group, event.oneDivisionEach, report);
		}
	}
	// Without the number, a phone together with the name says that it is the same person.
	for (const group of groupsBy(rows, ({ values: { phone, name } }) =>
		phone && name ? `${phone} ${name}` : null,
	)) {
		if (new Set(group.flatMap((row) => row.values.idNumber ?? [])).size > 1) continue;
		if (group.every((row) => judged.has(row.key))) continue;
		group.forEach((row) => judged.add(row.key));
		samePerson(group, event.oneDivisionEach, report);
	}
	for (const group of groupsBy(rows, (row) => row.values.phone)) {
		if (group.every((row) => judged.has(row.key))) continue;
		for (const row of group) {
			report(row, 'phone', { code: 'phone_shared', rows: others(group, row) }, 'warning');
		}
	}
}

/** One person in several rows: the same trade twice is a slip, two trades are against the rule. */
function samePerson(
	group: readonly CheckedRow[],
	oneDivisionEach: boolean,
	report: ReportAt,
): void {
	const trades = new Map<string, CheckedRow[]>();
	for (const row of group) {
		const trade = row.values.divisionId ?? comparable(row.values.trade ?? '');
		trades.set(trade, [...(trades.get(trade) ?? []), row]);
	}
	if (trades.size > 1 && oneDivisionEach) {
		for (const row of group) {
			report(row, 'trade', { code: 'two_trades', rows: others(group, row) });
		}
		return;
	}
	for (const [first, ...again] of trades.values()) {
		for (const row of again) {
			report(row, 'name', { code: 'duplicate_row', rows: [first!.row] });
		}
	}
}

/** Rows that share a key, in groups of two or more. */
function groupsBy(
	rows: readonly CheckedRow[],
	keyOf: (row: CheckedRow) => string | null,
): CheckedRow[][] {
	const groups = new Map<string, CheckedRow[]>();
	for (const row of rows) {
		const key = keyOf(row);
		if (!key) continue;
		const group = groups.get(key);
		if (group) group.push(row);
		else groups.set(key, [row]);
	}
	return [...groups.values()].filter((group) => group.length > 1);
}

/** The other rows of a group, at most ten: a sheet of copies would name thousands at each. */
function others(group: readonly CheckedRow[], row: CheckedRow): number[] {
	const rows: number[] = [];
	for (const other of group) {
		if (rows.length === 10) break;
		if (other !== row) rows.push(other.row);
	}
	return rows;
}
