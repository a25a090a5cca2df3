import type { CheckedRow, CheckedSheet, ImportContext } from './context';
import { checkAcross } from './checkAcross';
import { checkEntry } from './checkEntry';
import { checkPerson } from './checkPerson';
import type { ImportField } from './fields';
import type { Fault, Finding, Severity } from './findings';
import { matchersFor } from './match';
import type { SheetRow } from './rows';

/**
 * Examines every row of a sheet and names what is wrong, at which cell. Pure and cheap: after a
 * correction, run it again on all rows.
 *
 * @param skipped keys of rows a person left out; they are examined no further.
 */
export function checkRows(
	rows: readonly SheetRow[],
	context: ImportContext,
	skipped: ReadonlySet<string> = new Set(),
): CheckedSheet {
	const matchers = matchersFor(context);
	const checked = rows.map((source): CheckedRow => {
		const row: CheckedRow = {
			key: source.key,
			row: source.row,
			source,
			findings: [],
			state: skipped.has(source.key) ? 'skipped' : 'good',
			values: { ...NOTHING },
		};
		if (row.state === 'skipped') return row;
		const report = (field: ImportField, fault: Fault, severity?: Severity) =>
			addFinding(row, field, fault, severity);
		row.values = {
			...checkPerson(source, context, report),
			...checkEntry(source, context, matchers, report),
		};
		return row;
	});
	checkAcross(checked, context, addFinding);
	for (const row of checked) row.state = stateOf(row);
	return { rows: checked, counts: countsOf(checked) };
}

const NOTHING: CheckedRow['values'] = {
	name: null,
	sex: null,
	idNumber: null,
	birthDate: null,
	phone: null,
	unionId: null,
	teamName: null,
	divisionId: null,
	trade: null,
	tradeYears: null,
	employer: null,
	skillLevel: null,
	note: null,
};

function addFinding(
	row: CheckedRow,
	field: ImportField,
	fault: Fault,
	severity: Severity = 'error',
): void {
	const cell = row.source.cells[field] ?? '';
	const finding: Finding = { ...fault, rowKey: row.key, row: row.row, cell, field, severity };
	row.findings.push(finding);
}

function stateOf(row: CheckedRow): CheckedRow['state'] {
	if (row.state === 'skipped') return 'skipped';
	if (row.findings.some((finding) => finding.severity === 'error')) return 'faulty';
	return row.findings.some((finding) => finding.severity === 'choice') ? 'choice' : 'good';
}

function countsOf(rows: readonly CheckedRow[]): CheckedSheet['counts'] {
	const counts = { good: 0, choice: 0, faulty: 0, skipped: 0, total: rows.length, warnings: 0 };
	const teams = new Set<string>();
	for (const row of rows) {
		counts[row.state]++;
		counts.warnings += row.findings.filter((f) => f.severity === 'warning').length;
		const team = row.values.unionId ?? row.values.teamName;
		if (team) teams.add(team);
	}
	return { ...counts, teams: teams.size };
}
