import type { CheckedRow, CheckedSheet, ImportContext } from '../domain/import/context';
import { correctionKey, type Corrections } from '../domain/import/corrections';
import { IMPORT_FIELDS, type ImportField } from '../domain/import/fields';
import type { Finding } from '../domain/import/findings';
import type { ImportPlan, PlannedRow } from '../domain/import/plan';
import type { TeamDivision } from '../domain/team-quota';

/** Which rows the page lists. */
export type RowFilter = 'mend' | 'notice' | 'all';

/** A row as the page lists it. */
export interface ShownRow {
	row: CheckedRow;
	/** Fields to write in, in the order of the sheet: those with findings, now or before a mend. */
	fields: ImportField[];
	/** Was faulty, or had to be chosen, and is good or left out now. */
	mended: boolean;
	planned: PlannedRow | null;
}

/** Where a finding may be mended besides the field at which it stands. */
const ALSO: Partial<Record<Finding['code'], ImportField[]>> = {
	sex_contradicts_id: ['id_number'],
	id_shared: ['name'],
};

/** Findings that are mended by leaving rows out, not by writing. */
const BY_LEAVING_OUT: ReadonlySet<Finding['code']> = new Set(['two_trades', 'duplicate_row']);

/**
 * Puts the rows for a list together. A row that was faulty stays in the list of rows to mend when it
 * is mended: it must not vanish under the hand that writes in it.
 *
 * @param original the sheet as it was before any mend
 */
export function shownRows(
	original: CheckedSheet,
	current: CheckedSheet,
	corrections: Corrections,
	plan: ReadonlyMap<string, PlannedRow> | null,
): ShownRow[] {
	const before = new Map(original.rows.map((row) => [row.key, row]));
	return current.rows.map((row) => {
		const first = before.get(row.key);
		const findings = [...(first?.findings ?? []), ...row.findings];
		const wanted = new Set(
			findings
				.filter((finding) => !BY_LEAVING_OUT.has(finding.code))
				.flatMap((finding) => [finding.field, ...(ALSO[finding.code] ?? [])]),
		);
		const fields = IMPORT_FIELDS.filter(
			(field) => wanted.has(field) || corrections[correctionKey(row.key, field)] !== undefined,
		);
		const wasGood = first?.state === 'good' || first === undefined;
		const isGood = row.state === 'good' || row.state === 'skipped';
		const touched = corrections[correctionKey(row.key, 'skip')] === '1';
		return {
			row,
			fields,
			mended: isGood && (!wasGood || touched),
			planned: plan?.get(row.key) ?? null,
		};
	});
}

/** What an import would do, by the key of the row. */
export function plansByRow(plan: ImportPlan): Map<string, PlannedRow> {
	return new Map(plan.rows.map((row) => [row.rowKey, row]));
}

/** Whether somebody has to do something about a row, or did. */
export function needsMend({ row, mended, planned }: ShownRow): boolean {
	return row.state === 'faulty' || row.state === 'choice' || mended || refusal(planned) !== null;
}

/** Whether a row can be imported and somebody should know something about it. */
export function needsNotice(shown: ShownRow): boolean {
	return shown.row.state === 'good' && shown.row.findings.length > 0;
}

/** A good row that would still not be imported, and why. */
export function refusal(planned: PlannedRow | null) {
	return planned?.action === 'skipped' &&
		planned.reason !== 'left_out' &&
		planned.reason !== 'has_findings'
		? planned
		: null;
}

/** Who would come in by an import, each with their team and division; who has no team counts in none. */
export function entering(
	rows: readonly ShownRow[],
	{ divisions }: Pick<ImportContext, 'divisions'>,
): Omit<TeamDivision, 'registered'>[] {
	const names = new Map(divisions.map(({ id, name }) => [id, name]));
	return rows.flatMap(({ row: { values }, planned }) => {
		const { unionId, teamName, divisionId } = values;
		if (planned?.action !== 'create' || !unionId || !divisionId) return [];
		return [
			{
				union_id: unionId,
				union_name: teamName ?? '',
				division_id: divisionId,
				division_name: names.get(divisionId) ?? '',
			},
		];
	});
}

/** A division with fewer places left than the sheet would take. */
export interface Overfull {
	id: string;
	name: string;
	capacity: number;
	left: number;
	wanted: number;
}

/** Divisions that an import would fill beyond their places: it would be refused as a whole. */
export function overfull(
	rows: readonly ShownRow[],
	divisions: readonly { id: string; name: string; capacity: number | null; taken: number }[],
): Overfull[] {
	const wanted = new Map<string, number>();
	for (const { row, planned } of rows) {
		const id = planned?.action === 'create' ? row.values.divisionId : null;
		if (id) wanted.set(id, (wanted.get(id) ?? 0) + 1);
	}
	return divisions.flatMap(({ id, name, capacity, taken }) => {
		const count = wanted.get(id) ?? 0;
		if (capacity === null || count === 0 || taken + count <= capacity) return [];
		return [{ id, name, capacity, left: Math.max(0, capacity - taken), wanted: count }];
	});
}

/** The corrections with one changed: an empty text where there was nothing takes it back. */
export function corrected(
	corrections: Corrections,
	key: string,
	text: string | null,
	original: string,
): Corrections {
	const changed = { ...corrections };
	if (text === null || text === original) delete changed[key];
	else changed[key] = text;
	return changed;
}
