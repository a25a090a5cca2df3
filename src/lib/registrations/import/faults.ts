import { m } from '$lib/paraglide/messages';
import type { CheckedRow } from '../domain/import/context';
import { csvText } from '../export/csv';
import { fieldText, findingReason } from './finding-text';

/**
 * The list of faults as a .csv, for sending back to the teams. What was written stands beside each
 * reason, but not an ID number: such lists are passed on in chats.
 */
export function faultsCsv(rows: readonly CheckedRow[]): string {
	const headers = [
		m.registrations_import_fault_row(),
		m.registrations_import_fault_cell(),
		fieldText('team'),
		fieldText('name'),
		m.registrations_import_fault_field(),
		m.registrations_import_fault_found(),
		m.registrations_import_fault_reason(),
	];
	const lines = rows
		.filter((row) => row.state === 'faulty' || row.state === 'choice')
		.flatMap((row) =>
			row.findings.map((finding) => [
				row.row,
				finding.cell,
				row.values.teamName ?? '',
				row.values.name ?? String(row.source.values.name ?? ''),
				fieldText(finding.field),
				finding.field === 'id_number' ? '' : String(row.source.values[finding.field] ?? ''),
				findingReason(finding),
			]),
		);
	return csvText(headers, lines);
}
