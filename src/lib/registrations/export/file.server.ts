import writeWorkbook, { type CellObject, type Row } from 'write-excel-file/node';
import { csvText } from './csv';
import type { ExportColumn, ExportDocument } from './documents';

export type ExportFormat = 'xlsx' | 'csv';

export interface ExportFile {
	fileName: string;
	contentType: string;
	bytes: Uint8Array<ArrayBuffer>;
}

const CONTENT_TYPES: Record<ExportFormat, string> = {
	xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
	csv: 'text/csv; charset=utf-8',
};

/** Writes a list as a file. */
export async function exportFile(
	document: ExportDocument,
	format: ExportFormat,
): Promise<ExportFile> {
	return {
		fileName: safeFileName(document.title, format),
		contentType: CONTENT_TYPES[format],
		bytes: format === 'xlsx' ? await toXlsx(document) : toCsv(document),
	};
}

/**
 * An .xlsx workbook. Every text is stored as text and formatted as text (`@`), so phones and ID
 * numbers keep their digits and nothing that begins like a formula ever becomes one.
 */
export async function toXlsx(document: ExportDocument): Promise<Uint8Array<ArrayBuffer>> {
	const { columns } = document;
	const rows: Row[] = [
		wholeLine(document.title, columns.length, { fontWeight: 'bold', fontSize: 16, height: 30 }),
	];
	if (document.subtitle !== null) {
		rows.push(wholeLine(document.subtitle, columns.length, { align: 'left' }));
	}
	rows.push(columns.map(({ header }) => textCell(header, { ...HEADING })));
	for (const row of document.rows) {
		rows.push(row.map((value, i) => dataCell(value, columns[i]!)));
	}
	if (document.total) {
		rows.push(document.total.map((value) => textCell(value ?? '', { ...BORDER })));
	}

	const sheet = {
		sheet: document.name,
		columns: columns.map(({ width }) => ({ width })),
		orientation: 'landscape' as const,
		stickyRowsCount: document.subtitle === null ? 2 : 3,
	};
	const buffer = await writeWorkbook(rows, sheet).toBuffer();
	return new Uint8Array(buffer);
}

const BORDER = { borderStyle: 'thin', borderColor: '#808080' } as const;
const HEADING = {
	...BORDER,
	fontWeight: 'bold',
	align: 'center',
	alignVertical: 'center',
	wrap: true,
} as const;

/** A text across the whole width of the list. */
function wholeLine(text: string, width: number, style: Partial<CellObject>): Row {
	const rest = Array.from({ length: width - 1 }, () => null);
	return [textCell(text, { align: 'center', columnSpan: width, ...style }), ...rest];
}

function dataCell(value: string | number | null, column: ExportColumn): CellObject {
	// An empty cell of a text column takes texts too: what is typed there later keeps its digits.
	if (value === null) {
		return column.kind === 'text' ? { type: String, format: '@', ...BORDER } : { ...BORDER };
	}
	if (column.kind === 'number' && typeof value === 'number') {
		return { value, type: Number, align: 'center', ...BORDER };
	}
	return textCell(String(value), { ...BORDER });
}

function textCell(text: string, style: Partial<CellObject>): CellObject {
	return { ...style, value: withoutControls(text), type: String, format: '@' };
}

/** XML can't hold control characters and halves of a pair; a workbook with one does not open. */
function withoutControls(text: string): string {
	return text.replace(/[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu, (char) =>
		'\t\n\r'.includes(char) ? char : '',
	);
}

/** A .csv file in UTF-8. Only the table: titles are for people. */
export function toCsv({ columns, rows }: ExportDocument): Uint8Array<ArrayBuffer> {
	return new TextEncoder().encode(
		csvText(
			columns.map(({ header }) => header),
			rows,
		),
	);
}

/** A file name that every system accepts, cut at 80 characters before its ending. */
export function safeFileName(title: string, extension: string): string {
	const base = withoutControls(title)
		.replace(/[\\/:*?"<>|\s\u200B-\u200F\u202A-\u202E]+/g, ' ')
		.replace(/^[. ]+|[. ]+$/g, '');
	const short = Array.from(base).slice(0, 80).join('').trim();
	return `${short || 'export'}.${extension}`;
}

/** The header that makes a browser save the file under its Chinese name (RFC 6266). */
export function contentDisposition(fileName: string): string {
	const extension = /\.[a-z]+$/.exec(fileName)?.[0] ?? '';
	const encoded = encodeURIComponent(fileName).replace(
		/['()*]/g,
		(char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
	);
	return `attachment; filename="export${extension}"; filename*=UTF-8''${encoded}`;
}

/** A file as an answer that is saved and kept nowhere on the way. */
export function fileResponse(file: ExportFile): Response {
	return new Response(file.bytes, {
		headers: {
			'content-type': file.contentType,
			'content-disposition': contentDisposition(file.fileName),
			'cache-control': 'private, no-store',
		},
	});
}
