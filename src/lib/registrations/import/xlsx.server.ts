import { InvalidInputError, InvalidSpreadsheetError, readSheet } from 'read-excel-file/universal';
import { fail, ok, type Result } from '$lib/shared/result';
import { cellAddress, type Cell, type CellValue, type Grid } from '../domain/import/grid';
import { SHEET_LIMITS, type FileProblem } from './file';
import { inflateXmlParts } from './zip.server';

export interface NamedGrid {
	name: string;
	hidden: boolean;
	grid: Grid;
}

interface SheetPart {
	name: string;
	hidden: boolean;
	xml: string;
}

/** A workbook of lists and forms has a handful of sheets; the rest is not looked at. */
const SHEETS_LOOKED_AT = 10;

/**
 * Reads the sheets of an .xlsx workbook, merged ranges filled with their value. Sheets beyond the
 * limits (hidden lists behind drop-downs, say) are passed over; if nothing else is left, they are
 * the problem named.
 */
export async function readWorkbook(bytes: Uint8Array): Promise<Result<NamedGrid[], FileProblem>> {
	const parts = inflateXmlParts(bytes);
	if (!parts) return fail({ kind: 'damaged' });
	if (!parts.has('xl/workbook.xml')) return fail({ kind: 'wrong_type' });
	const sheets = sheetParts(parts);
	if (!sheets) return fail({ kind: 'damaged' });

	const grids: NamedGrid[] = [];
	let problem: FileProblem | null = null;
	const buffer = bytes.slice().buffer;
	for (const [index, sheet] of sheets.entries()) {
		const extent = checkExtent(sheet.xml);
		if (extent) {
			problem ??= extent;
			continue;
		}
		try {
			const rows = await readSheet(buffer, index + 1);
			const grid = gridFrom(rows);
			fillMerged(grid, sheet.xml);
			grids.push({ name: sheet.name, hidden: sheet.hidden, grid });
		} catch (error) {
			if (!(error instanceof InvalidInputError || error instanceof InvalidSpreadsheetError)) {
				throw error;
			}
			problem ??= { kind: 'damaged' };
		}
	}
	return grids.length > 0 ? ok(grids) : fail(problem ?? { kind: 'empty' });
}

/** The sheets in the order of the workbook, which is the order in which the reader counts them. */
function sheetParts(parts: ReadonlyMap<string, string>): SheetPart[] | null {
	const targets = new Map<string, string>();
	const relations = parts.get('xl/_rels/workbook.xml.rels') ?? '';
	for (const [tag] of relations.matchAll(/<(?:\w+:)?Relationship\b[^>]*>/g)) {
		const target = attribute(tag, 'Target') ?? '';
		targets.set(
			attribute(tag, 'Id') ?? '',
			target.startsWith('/') ? target.slice(1) : `xl/${target}`,
		);
	}
	const sheets: SheetPart[] = [];
	for (const [tag] of parts.get('xl/workbook.xml')!.matchAll(/<(?:\w+:)?sheet\s[^>]*>/g)) {
		const id = /\s\w+:id\s*=\s*["']([^"']*)["']/.exec(tag)?.[1] ?? '';
		const xml = parts.get(targets.get(id) ?? '');
		if (xml === undefined) return null;
		const state = attribute(tag, 'state') ?? 'visible';
		sheets.push({ name: attribute(tag, 'name') ?? '', hidden: state !== 'visible', xml });
	}
	return sheets.slice(0, SHEETS_LOOKED_AT);
}

function attribute(tag: string, name: string): string | undefined {
	const value = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(tag);
	return (value?.[1] ?? value?.[2])
		?.replace(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))
		.replace(/&lt;/g, '<')
		.replace(/&gt;/g, '>')
		.replace(/&quot;/g, '"')
		.replace(/&amp;/g, '&');
}

/**
 * Whether a sheet's filled cells stay within the limits. Looked at before the reader runs, because
 * one cell at `XFD1048576` would make it lay out seventeen thousand million empty ones.
 */
function checkExtent(xml: string): FileProblem | null {
	for (const [, row] of xml.matchAll(/<(?:\w+:)?row\b[^>]*?\sr\s*=\s*["']([^"']*)["']/g)) {
		if (!/^\d{1,7}$/.test(row!) || Number(row) > 1_048_576) return { kind: 'damaged' };
	}
	for (const [, tag] of xml.matchAll(/<(?:\w+:)?c((?:\s[^>]*)?)>(?!<\/)/g)) {
		if (tag!.endsWith('/')) continue; // formatted, but empty
		const reference = attribute(tag!, 'r');
		if (reference === undefined) continue;
		const at = position(reference);
		if (!at) return { kind: 'damaged' };
		if (at.row >= SHEET_LIMITS.rows) return { kind: 'too_many_rows', limit: SHEET_LIMITS.rows };
		if (at.column >= SHEET_LIMITS.columns) {
			return { kind: 'too_many_columns', limit: SHEET_LIMITS.columns };
		}
	}
	return null;
}

/** Row and column, counted from 0, of an address such as `E27`. */
function position(address: string): { row: number; column: number } | null {
	const match = /^([A-Z]{1,3})(\d{1,7})$/.exec(address);
	if (!match) return null;
	const column = [...match[1]!].reduce((n, char) => n * 26 + char.charCodeAt(0) - 64, 0) - 1;
	return { row: Number(match[2]) - 1, column };
}

function gridFrom(rows: readonly (readonly unknown[])[]): Grid {
	return rows.map((row, r) =>
		row.map((value, c): Cell => ({ value: cellValue(value), address: cellAddress(r, c) })),
	);
}

function cellValue(value: unknown): CellValue {
	if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
		return value;
	}
	return value instanceof Date ? value : null;
}

/** The reader knows no merged ranges, so they are taken from the sheet's own XML. */
function fillMerged(grid: Grid, xml: string): void {
	for (const [tag] of xml.matchAll(/<(?:\w+:)?mergeCell\s[^>]*>/g)) {
		const [from, to] = (attribute(tag, 'ref') ?? '').split(':').map(position);
		const anchor = from ? grid[from.row]?.[from.column] : undefined;
		if (!from || !to || !anchor) continue;
		for (let row = from.row; row <= Math.min(to.row, grid.length - 1); row++) {
			const line = grid[row]!;
			for (let column = from.column; column <= Math.min(to.column, line.length - 1); column++) {
				const cell = line[column]!;
				if (cell === anchor) continue;
				line[column] = { ...cell, value: anchor.value, anchor: anchor.address };
			}
		}
	}
}
