import { fail, ok, type Result } from '$lib/shared/result';
import { suggestMapping, findHeader, type Header } from '../domain/import/header';
import type { Grid } from '../domain/import/grid';
import { readCsv } from './csv.server';
import { SHEET_LIMITS, type FileProblem } from './file';
import { readWorkbook, type NamedGrid } from './xlsx.server';

export interface SheetFile {
	/** The sheet that was read; '' of a CSV. */
	sheetName: string;
	/** Other sheets in the file, so that the page can say that they were not read. */
	otherSheets: string[];
	grid: Grid;
	header: Header;
}

/**
 * Reads an uploaded registration sheet (.xlsx, or .csv in UTF-8, UTF-16 or GB 18030) and chooses the
 * sheet that looks like a list of people. Never throws on a bad file: the problem is a value.
 *
 * @param fileName only tells a protected .xlsx from an old .xls; the type is taken from the bytes.
 */
export async function readSheetFile(
	fileName: string,
	bytes: Uint8Array,
): Promise<Result<SheetFile, FileProblem>> {
	if (bytes.length === 0) return fail({ kind: 'empty' });
	if (bytes.length > SHEET_LIMITS.bytes) {
		return fail({ kind: 'too_large', megabytes: SHEET_LIMITS.bytes / 1024 / 1024 });
	}
	const grids = await readGrids(fileName, bytes);
	if (!grids.ok) return grids;
	const best = chooseSheet(grids.value);
	if (!best) {
		// A text under a workbook's name: read if it is a list, else it is the workbook that is broken.
		const broken = /\.xlsx$/i.test(fileName) && !isArchive(bytes);
		return fail({ kind: broken ? 'damaged' : 'no_heading' });
	}
	const otherSheets = grids.value.filter(({ grid }) => grid !== best.grid).map(({ name }) => name);
	return ok({ sheetName: best.name, otherSheets, grid: best.grid, header: best.header });
}

async function readGrids(
	fileName: string,
	bytes: Uint8Array,
): Promise<Result<NamedGrid[], FileProblem>> {
	if (isArchive(bytes)) return readWorkbook(bytes);
	// The container of the old office formats, and of an .xlsx with a password.
	if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) {
		return fail({ kind: /\.xlsx$/i.test(fileName) ? 'password' : 'old_format' });
	}
	if (startsWith(bytes, [0x25, 0x50, 0x44, 0x46])) return fail({ kind: 'wrong_type' });
	const grid = readCsv(bytes);
	return grid.ok ? ok([{ name: '', hidden: false, grid: grid.value }]) : grid;
}

/** The visible sheet whose heading names the most fields; of equals the one with more lines. */
function chooseSheet(grids: readonly NamedGrid[]): (NamedGrid & { header: Header }) | null {
	const candidates = grids.flatMap((sheet) => {
		const header = findHeader(sheet.grid);
		if (!header) return [];
		const fields = Object.keys(suggestMapping(header.headers)).length;
		return [{ ...sheet, header, fields }];
	});
	candidates.sort(
		(a, b) =>
			Number(a.hidden) - Number(b.hidden) || b.fields - a.fields || b.grid.length - a.grid.length,
	);
	return candidates[0] ?? null;
}

/** An .xlsx is a zip archive. */
const isArchive = (bytes: Uint8Array) => startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]);

function startsWith(bytes: Uint8Array, signature: readonly number[]): boolean {
	return signature.every((byte, i) => bytes[i] === byte);
}
