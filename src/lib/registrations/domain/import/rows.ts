import { comparable } from '$lib/shared/formats/text';
import type { ImportField, Mapping } from './fields';
import { cellText, valueText, type Cell, type Grid } from './grid';
import type { Header } from './header';

/** A value before it was looked at. Numbers stay numbers: a number-typed ID has lost digits. */
export type RawValue = string | number;

export interface SheetRow {
	/** Stable for the same sheet: what corrections refer to. */
	key: string;
	/** The row as the spreadsheet counts it, from 1. */
	row: number;
	values: Partial<Record<ImportField, RawValue>>;
	/** The cell of every mapped field, such as `E27`; of a merged range, the one with the value. */
	cells: Partial<Record<ImportField, string>>;
}

export interface ReadRows {
	rows: SheetRow[];
	/** Lines left out although something stands in them, so that nobody is lost unseen. */
	skipped: { row: number; reason: 'total' | 'note' | 'header'; text: string }[];
}

const TOTAL = /^(合计|总计|共计|小计|总人数|total)/;
const NOTE =
	/^(注|备注|说明|填表|填报|制表|审核|联系人|单位负责人|负责人|领队|教练)([:：0-9.、(（]|人|说明|日期|单位|$)/;

/**
 * Reads the people under a heading. Blank lines, totals, repeated headings and notes are left out;
 * a team named once (in a merged cell or above empty ones) holds for the lines under it.
 */
export function readRows(grid: Grid, header: Header, mapping: Mapping): ReadRows {
	const result: ReadRows = { rows: [], skipped: [] };
	const entries = Object.entries(mapping) as [ImportField, number][];
	let team: { value: RawValue; cell: string } | null = null;
	let afterTotal = false;

	for (let index = header.rowIndex + header.depth; index < grid.length; index++) {
		const line = grid[index]!;
		const row = index + 1;
		const text = line.map(cellText).find((t) => t !== '') ?? '';
		if (text === '') continue;
		const reason = reasonToSkip(line, header, mapping, afterTotal);
		if (reason === 'total') afterTotal = !/^小计/.test(comparable(text));
		if (reason) {
			result.skipped.push({ row, reason, text });
			continue;
		}
		const values: SheetRow['values'] = {};
		const cells: SheetRow['cells'] = {};
		for (const [field, column] of entries) {
			const cell = line[column];
			if (!cell) continue;
			cells[field] = cell.anchor ?? cell.address;
			const value = rawValue(cell);
			if (value !== null) values[field] = value;
		}
		if (mapping.team !== undefined) {
			if (values.team !== undefined) team = { value: values.team, cell: cells.team! };
			else if (team) {
				values.team = team.value;
				cells.team = team.cell;
			}
		}
		if (isEmptyLine(values)) continue;
		result.rows.push({ key: `r${row}`, row, values, cells });
	}
	return result;
}

/** A prepared line of which only number and team were filled in. */
function isEmptyLine(values: SheetRow['values']): boolean {
	return Object.keys(values).every((field) => field === 'seq' || field === 'team');
}

function rawValue(cell: Cell): RawValue | null {
	if (typeof cell.value === 'number') return cell.value;
	const text = valueText(cell.value);
	return text === '' ? null : text;
}

function reasonToSkip(
	line: readonly Cell[],
	header: Header,
	mapping: Mapping,
	afterTotal: boolean,
): ReadRows['skipped'][number]['reason'] | null {
	const texts = line.map(cellText);
	const filled = texts.filter((text) => text !== '');
	const first = comparable(filled[0]!);
	if (header.headers.every((heading, i) => comparable(heading) === comparable(texts[i] ?? ''))) {
		return 'header';
	}
	const leading = [mapping.seq ?? 0, mapping.team, mapping.name].flatMap((column) =>
		column === undefined ? [] : [comparable(texts[column] ?? '')],
	);
	if (TOTAL.test(first) || leading.some((text) => TOTAL.test(text))) return 'total';
	const startsAtLeft = texts[0] !== '' || header.headers[0] === '';
	if (startsAtLeft && NOTE.test(filled[0]!.trim())) return 'note';
	// One sentence across the sheet: a merged line shows the same text in every cell.
	if (filled.length > 1 && new Set(filled).size === 1) return 'note';
	if (filled.length === 1 && filled[0]!.length > 12) return 'note';
	// Under the total stand signatures and telephone numbers of whoever filled in the sheet.
	if (afterTotal && mapping.seq !== undefined && !/^\d+[.、]?$/.test(texts[mapping.seq] ?? '')) {
		return 'note';
	}
	return null;
}
