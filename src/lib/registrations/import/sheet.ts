import * as v from 'valibot';
import { IMPORT_FIELDS, type Mapping } from '../domain/import/fields';
import { cellAddress, valueText, type Grid } from '../domain/import/grid';
import type { Corrections } from '../domain/import/corrections';
import type { Header } from '../domain/import/header';
import { SHEET_LIMITS } from './file';

/** A cell holds at most this many characters on its way; a longer text is no field of a sheet. */
const TEXT_LIMIT = 1000;

const text = (limit: number) => v.pipe(v.string(), v.maxLength(limit));
const count = (limit: number) => v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(limit));
const column = count(SHEET_LIMITS.columns - 1);

/** A sheet as it travels between the server, which reads files, and the page, which keeps the rows. */
export const packedSheet = v.object({
	fileName: text(200),
	sheetName: text(200),
	otherSheets: v.pipe(v.array(text(200)), v.maxLength(200)),
	header: v.object({
		rowIndex: count(SHEET_LIMITS.rows),
		depth: v.picklist([1, 2]),
		headers: v.pipe(v.array(text(TEXT_LIMIT)), v.maxLength(SHEET_LIMITS.columns)),
	}),
	lines: v.pipe(
		v.array(
			v.pipe(
				v.array(v.union([text(TEXT_LIMIT), v.pipe(v.number(), v.finite()), v.null()])),
				v.maxLength(SHEET_LIMITS.columns),
			),
		),
		v.maxLength(SHEET_LIMITS.rows),
	),
	/** Cells of merged ranges, each with the address of the cell that holds the value. */
	merged: v.record(text(10), text(10)),
});
export type PackedSheet = v.InferOutput<typeof packedSheet>;

export const mapping: v.GenericSchema<unknown, Mapping> = v.object(
	v.entriesFromList(IMPORT_FIELDS, v.optional(column)),
);

export const corrections: v.GenericSchema<unknown, Corrections> = v.pipe(
	v.record(text(40), text(200)),
	v.check((value) => Object.keys(value).length <= SHEET_LIMITS.rows * 4),
);

/** Makes a sheet ready to travel; days become texts, as spreadsheets show them. */
export function packSheet(
	file: { sheetName: string; otherSheets: string[]; grid: Grid; header: Header },
	fileName: string,
): PackedSheet {
	const merged: Record<string, string> = {};
	const lines = file.grid.map((line) =>
		line.map(({ value, address, anchor }) => {
			if (anchor) merged[address] = anchor;
			if (value === null || (typeof value === 'number' && Number.isFinite(value))) return value;
			return valueText(value).slice(0, TEXT_LIMIT) || null;
		}),
	);
	return {
		fileName: fileName.slice(0, 200),
		sheetName: file.sheetName.slice(0, 200),
		otherSheets: file.otherSheets.slice(0, 200).map((name) => name.slice(0, 200)),
		header: {
			...file.header,
			headers: file.header.headers.map((heading) => heading.slice(0, TEXT_LIMIT)),
		},
		lines,
		merged,
	};
}

/** The cells of a sheet that has travelled. */
export function unpackGrid({ lines, merged }: PackedSheet): Grid {
	return lines.map((line, r) =>
		line.map((value, c) => {
			const address = cellAddress(r, c);
			const anchor = merged[address];
			return anchor ? { value, address, anchor } : { value, address };
		}),
	);
}
