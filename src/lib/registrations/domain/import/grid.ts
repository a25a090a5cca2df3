/** A sheet as its reader hands it over: every row has the same number of cells. */
export type Grid = Cell[][];

export interface Cell {
	value: CellValue;
	/** Where it stands in the sheet, such as `E27`. */
	address: string;
	/** Set where the cell belongs to a merged range: the address of the cell that holds the value. */
	anchor?: string;
}

export type CellValue = string | number | boolean | Date | null;

/** The letters of a column counted from 0: `A` … `Z`, `AA` … */
export function columnLetters(index: number): string {
	let letters = '';
	for (let n = index + 1; n > 0; n = Math.floor((n - 1) / 26)) {
		letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters;
	}
	return letters;
}

/** The address of a cell, row and column counted from 0: `cellAddress(26, 4)` is `E27`. */
export function cellAddress(row: number, column: number): string {
	return `${columnLetters(column)}${row + 1}`;
}

/** What a person sees in a cell, without outer white space; '' when it is empty. */
export function cellText(cell: Cell | undefined): string {
	return valueText(cell?.value ?? null);
}

/** The text of a value; dates as `YYYY-MM-DD` (spreadsheets keep days without a time zone). */
export function valueText(value: CellValue): string {
	if (value === null) return '';
	if (value instanceof Date) {
		return Number.isNaN(value.getTime()) ? '' : value.toISOString().slice(0, 10);
	}
	return String(value).trim();
}

/** Makes a grid from plain rows (a CSV, a test), padding short rows with empty cells. */
export function gridOf(rows: readonly (readonly CellValue[])[]): Grid {
	const width = rows.reduce((widest, row) => Math.max(widest, row.length), 0);
	return rows.map((row, r) =>
		Array.from({ length: width }, (_, c) => ({
			value: row[c] ?? null,
			address: cellAddress(r, c),
		})),
	);
}
