/**
 * A .csv text with a byte-order mark, so that spreadsheets read Chinese right. Texts that a
 * spreadsheet would run as a formula, and numbers so long that it would round them, get an apostrophe
 * in front.
 */
export function csvText(
	headers: readonly string[],
	rows: readonly (readonly (string | number | null)[])[],
): string {
	const lines = [headers, ...rows].map((row) => row.map(csvValue).join(','));
	return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function csvValue(value: string | number | null): string {
	if (value === null) return '';
	if (typeof value === 'number') return String(value);
	const risky = /^\s*[=+\-@＝＋－＠]|^[\t\r\n]/.test(value) || /^\d{16,}X?$/.test(value);
	const text = risky ? `'${value}` : value;
	return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
