import { IMPORT_FIELDS, type ImportField } from './fields';
import type { SheetRow } from './rows';

/**
 * What a person changed on the page: `r27:id_number` → the new text, `r48:skip` → `'1'` to leave the
 * row out. Flat texts, so that a plain form can carry it. Choosing an offered trade or team is
 * writing its exact name.
 */
export type Corrections = Readonly<Record<string, string>>;

export interface Corrected {
	rows: SheetRow[];
	/** Keys of the rows left out. */
	skipped: Set<string>;
	/** Corrections that fit no row, such as those of a sheet that was since replaced. */
	unused: string[];
}

/** The name under which the mend of one cell is kept, or that a row is left out. */
export function correctionKey(rowKey: string, field: ImportField | 'skip'): string {
	return `${rowKey}:${field}`;
}

/** Applies corrections to rows as they were read; an empty text clears the value. */
export function applyCorrections(rows: readonly SheetRow[], corrections: Corrections): Corrected {
	const byRow = new Map<string, [field: string, text: string][]>();
	for (const [key, text] of Object.entries(corrections)) {
		const at = key.lastIndexOf(':');
		const rowKey = key.slice(0, at);
		byRow.set(rowKey, [...(byRow.get(rowKey) ?? []), [key.slice(at + 1), text]]);
	}
	const skipped = new Set<string>();
	const unused: string[] = [];
	const corrected = rows.map((row): SheetRow => {
		const changes = byRow.get(row.key);
		if (!changes) return row;
		byRow.delete(row.key);
		const values = { ...row.values };
		for (const [field, text] of changes) {
			if (field === 'skip') {
				if (text !== '' && text !== '0') skipped.add(row.key);
			} else if (isImportField(field)) {
				if (text.trim() === '') delete values[field];
				else values[field] = text;
			} else {
				unused.push(`${row.key}:${field}`);
			}
		}
		return { ...row, values };
	});
	for (const [rowKey, changes] of byRow) {
		unused.push(...changes.map(([field]) => `${rowKey}:${field}`));
	}
	return { rows: corrected, skipped, unused };
}

function isImportField(text: string): text is ImportField {
	return (IMPORT_FIELDS as readonly string[]).includes(text);
}
