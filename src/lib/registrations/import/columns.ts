import { IMPORT_FIELDS, type ImportField } from '../domain/import/fields';

/** The columns a sheet for an event may have, and which of them it must have. */
export function importColumns(event: {
	needs_identity: boolean;
	min_trade_years: number | null;
}): { field: ImportField; needed: boolean }[] {
	const needed = new Set<ImportField>(['team', 'name', 'trade']);
	// Either recognises a person; without both nobody could be told from a namesake.
	needed.add(event.needs_identity ? 'id_number' : 'phone');
	if (event.min_trade_years !== null) needed.add('trade_years');
	return IMPORT_FIELDS.map((field) => ({ field, needed: needed.has(field) }));
}
