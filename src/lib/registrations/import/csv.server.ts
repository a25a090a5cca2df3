import Papa from 'papaparse';
import { fail, ok, type Result } from '$lib/shared/result';
import { gridOf, type Grid } from '../domain/import/grid';
import { SHEET_LIMITS, type FileProblem } from './file';

/**
 * Reads comma-, semicolon- or tab-separated text. Values stay text. UTF-8 and UTF-16 are recognised;
 * what is neither is read as GB 18030, which Chinese spreadsheets still write.
 */
export function readCsv(bytes: Uint8Array): Result<Grid, FileProblem> {
	const text = decode(bytes);
	if (text === null || text.includes('\0')) return fail({ kind: 'wrong_type' });
	if (/^\s*<(!doctype|html|table|\?xml)/i.test(text)) return fail({ kind: 'wrong_type' });
	const { data } = Papa.parse<string[]>(text, {
		preview: SHEET_LIMITS.rows + 1,
		skipEmptyLines: false,
	});
	while (data.length > 0 && data.at(-1)!.every((value) => value.trim() === '')) data.pop();
	if (data.length === 0) return fail({ kind: 'empty' });
	if (data.length > SHEET_LIMITS.rows) {
		return fail({ kind: 'too_many_rows', limit: SHEET_LIMITS.rows });
	}
	if (data.some((row) => row.length > SHEET_LIMITS.columns)) {
		return fail({ kind: 'too_many_columns', limit: SHEET_LIMITS.columns });
	}
	return ok(gridOf(data.map((row) => row.map(plainValue))));
}

function decode(bytes: Uint8Array): string | null {
	const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe;
	for (const encoding of utf16 ? ['utf-16le'] : ['utf-8', 'gb18030']) {
		try {
			return new TextDecoder(encoding, { fatal: true }).decode(bytes);
		} catch (error) {
			if (!(error instanceof TypeError)) throw error; // TypeError: not in this encoding
		}
	}
	return null;
}

/** Undoes what exports add so that spreadsheets keep a text: `="0123"`, and `'` before a formula. */
function plainValue(value: string): string | null {
	const text = value.replace(/^="(.*)"$/s, '$1').replace(/^'(?=[=+\-@])/, '');
	return text === '' ? null : text;
}
