import { comparable } from '$lib/shared/formats/text';
import { FIELD_NAMES, IMPORT_FIELDS, type ImportField, type Mapping } from './fields';
import { cellText, type Grid } from './grid';

export interface Header {
	/** First row of the heading, counted from 0. */
	rowIndex: number;
	/** 1, or 2 where a group heading spans columns that have headings of their own. */
	depth: 1 | 2;
	/** The heading of every column as it stands in the sheet; '' where there is none. */
	headers: string[];
}

/** Title rows, a line for the stamp, a blank one: a heading further down is not a heading. */
const ROWS_LOOKED_AT = 30;

/**
 * Finds the row that names the columns, under whatever title rows stand above it: the one whose
 * texts name the most fields, among them the person's name. Null when no row does.
 */
export function findHeader(grid: Grid): Header | null {
	let best: Header | null = null;
	let bestScore = 0;
	const limit = Math.min(grid.length, ROWS_LOOKED_AT);
	// One row first: of two readings that name the same fields, the simpler is the right one.
	for (const depth of [1, 2] as const) {
		for (let rowIndex = 0; rowIndex < limit; rowIndex++) {
			const headers = headingTexts(grid, rowIndex, depth);
			const mapping = suggestMapping(headers);
			const score = Object.keys(mapping).length;
			if (mapping.name !== undefined && score >= 2 && score > bestScore) {
				best = { rowIndex, depth, headers };
				bestScore = score;
			}
		}
	}
	return best;
}

function headingTexts(grid: Grid, rowIndex: number, depth: 1 | 2): string[] {
	const upper = (grid[rowIndex] ?? []).map(cellText);
	if (depth === 1) return upper;
	const lower = grid[rowIndex + 1];
	return lower ? upper.map((text, column) => cellText(lower[column]) || text) : [];
}

/**
 * Says which column probably holds which field. A heading that names a field exactly goes before
 * one that only contains its name; a column serves one field. What it does not know stays unmapped,
 * and a person may change all of it.
 */
export function suggestMapping(headers: readonly string[]): Mapping {
	const names = headers.map(comparable);
	const mapping: Mapping = {};
	const taken = new Set<number>();
	const assign = (field: ImportField, fits: (heading: string) => boolean) => {
		if (mapping[field] !== undefined) return;
		const column = names.findIndex((name, i) => name !== '' && !taken.has(i) && fits(name));
		if (column < 0) return;
		mapping[field] = column;
		taken.add(column);
	};
	const fields = Object.keys(FIELD_NAMES) as ImportField[];
	for (const field of fields) {
		assign(field, (heading) => FIELD_NAMES[field].exact.includes(heading));
	}
	for (const field of fields) {
		const { part, unless = [] } = FIELD_NAMES[field];
		assign(
			field,
			// A heading is short; a sentence that happens to contain the word is not one.
			(heading) =>
				heading.length <= 16 &&
				part.some((word) => heading.includes(word)) &&
				!unless.some((word) => heading.includes(word)),
		);
	}
	return mapping;
}

/** Puts a person's choice of columns in place of the suggestion; a column serves one field. */
export function changeMapping(
	mapping: Mapping,
	column: number,
	field: ImportField | null,
): Mapping {
	const changed: Mapping = {};
	for (const key of IMPORT_FIELDS) {
		const current = mapping[key];
		if (current !== undefined && current !== column && key !== field) changed[key] = current;
	}
	if (field) changed[field] = column;
	return changed;
}

/** Fields without which rows cannot become registrations, and that no column holds yet. */
export function missingFields(
	mapping: Mapping,
	needs: { identity: boolean; team: boolean; tradeYears: boolean },
): ImportField[] {
	const required: ImportField[] = ['name', 'trade'];
	if (needs.team) required.push('team');
	if (needs.identity) required.push('id_number');
	else if (mapping.id_number === undefined) required.push('phone');
	if (needs.tradeYears) required.push('trade_years');
	return required.filter((field) => mapping[field] === undefined);
}
