import * as v from 'valibot';
import { correctionKey } from '../domain/import/corrections';
import { IMPORT_FIELDS, type ImportField } from '../domain/import/fields';
import { changeMapping } from '../domain/import/header';
import { readRows } from '../domain/import/rows';
import type { ImportWork } from './check';
import { corrections, mapping, packedSheet, unpackGrid } from './sheet';

/**
 * Reads what the import page posts: the sheet's rows, the columns and the mends as JSON, and over
 * them what a page without scripts posts as plain fields: `column.3` = `phone`, `fix.r21:phone`, and
 * the pressed button `pick.r41:trade`. Null when it is no sheet of ours.
 */
export function readWork(form: FormData): ImportWork | null {
	const sheet = v.safeParse(packedSheet, json(form.get('sheet')));
	const columns = v.safeParse(mapping, json(form.get('mapping')));
	const mends = v.safeParse(corrections, json(form.get('corrections')));
	if (!sheet.success || !columns.success || !mends.success) return null;
	const work = { sheet: sheet.output, mapping: columns.output, corrections: mends.output };
	// A page with scripts has put everything into the three; its fields only show it.
	if (form.has('scripted')) return work;
	let changed = columns.output;
	for (const [column, field] of textsUnder(form, 'column.')) {
		const wanted = IMPORT_FIELDS.find((name) => name === field) ?? null;
		const current = fieldOf(changed, Number(column));
		if (wanted !== current) changed = changeMapping(changed, Number(column), wanted);
	}
	const fixed = { ...mends.output };
	const written = writtenValues(work);
	for (const [key, text] of textsUnder(form, 'fix.')) {
		// Posted as it was found: a number-typed ID must stay the number that it is.
		if (text !== (fixed[key] ?? written.get(key) ?? '')) fixed[key] = text;
	}
	for (const [key, text] of textsUnder(form, 'pick.')) fixed[key] = text;
	const checkedMapping = v.safeParse(mapping, changed);
	const checkedFixes = v.safeParse(corrections, fixed);
	if (!checkedMapping.success || !checkedFixes.success) return null;
	return { ...work, mapping: checkedMapping.output, corrections: checkedFixes.output };
}

/** What stands in every mapped cell, by the key of its correction. */
function writtenValues({ sheet, mapping }: ImportWork): Map<string, string> {
	const { rows } = readRows(unpackGrid(sheet), sheet.header, mapping);
	return new Map(
		rows.flatMap((row) =>
			IMPORT_FIELDS.map((field): [string, string] => [
				correctionKey(row.key, field),
				String(row.values[field] ?? ''),
			]),
		),
	);
}

function fieldOf(columns: ImportWork['mapping'], column: number): ImportField | null {
	return IMPORT_FIELDS.find((field) => columns[field] === column) ?? null;
}

function textsUnder(form: FormData, prefix: string): [string, string][] {
	return [...form].flatMap(([name, value]): [string, string][] =>
		name.startsWith(prefix) && typeof value === 'string'
			? [[name.slice(prefix.length), value]]
			: [],
	);
}

function json(text: FormDataEntryValue | null): unknown {
	if (typeof text !== 'string') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return undefined; // the schema says what it thinks of it
	}
}
