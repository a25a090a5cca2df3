import { checkRows } from '../domain/import/check';
import type { CheckedSheet, ImportContext } from '../domain/import/context';
import { applyCorrections, type Corrections } from '../domain/import/corrections';
import type { Mapping } from '../domain/import/fields';
import { readRows, type ReadRows } from '../domain/import/rows';
import { unpackGrid, type PackedSheet } from './sheet';

/** A sheet with a person's choice of columns and mends: all that the import works on. */
export interface ImportWork {
	sheet: PackedSheet;
	mapping: Mapping;
	corrections: Corrections;
}

/** Reads and examines a sheet: the same on the page, as one types, and on the server before storing. */
export function checkWork(
	{ sheet, mapping, corrections }: ImportWork,
	context: ImportContext,
): { read: ReadRows; checked: CheckedSheet } {
	const read = readRows(unpackGrid(sheet), sheet.header, mapping);
	const { rows, skipped } = applyCorrections(read.rows, corrections);
	return { read, checked: checkRows(rows, context, skipped) };
}
