import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { cellText } from '../domain/import/grid';
import { suggestMapping } from '../domain/import/header';
import { readRows } from '../domain/import/rows';
import { readSheetFile } from './read.server';

const bytesOf = (text: string) => new TextEncoder().encode(text);
const LIST =
	'代表队,姓名,身份证号,参赛工种,联系电话\n合肥市,王伟,340102199003074513,保洁员,13812345678\n';

interface Part {
	name: string;
	text: string;
	/** What the archive says the part's size is, when it lies. */
	declared?: number;
}

/** A zip archive, as small as the format allows. */
function zip(parts: readonly Part[]): Uint8Array {
	const locals: Buffer[] = [];
	const directory: Buffer[] = [];
	let offset = 0;
	for (const { name, text, declared } of parts) {
		const body = deflateRawSync(Buffer.from(text));
		const size = declared ?? Buffer.byteLength(text);
		const fields = Buffer.alloc(26);
		fields.writeUInt16LE(20, 0);
		fields.writeUInt16LE(8, 4);
		fields.writeUInt32LE(body.length, 14);
		fields.writeUInt32LE(size, 18);
		fields.writeUInt16LE(Buffer.byteLength(name), 22);
		const local = Buffer.concat([Buffer.from('PK\x03\x04'), fields, Buffer.from(name), body]);
		const tail = Buffer.alloc(14);
		tail.writeUInt32LE(offset, 10);
		directory.push(
			Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), fields, tail, Buffer.from(name)]),
		);
		locals.push(local);
		offset += local.length;
	}
	const entries = Buffer.concat(directory);
	const end = Buffer.alloc(18);
	end.writeUInt16LE(parts.length, 4);
	end.writeUInt16LE(parts.length, 6);
	end.writeUInt32LE(entries.length, 8);
	end.writeUInt32LE(offset, 12);
	return new Uint8Array(Buffer.concat([...locals, entries, Buffer.from('PK\x05\x06'), end]));
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** A workbook whose sheets are given as the XML inside `worksheet`. */
function workbook(sheets: readonly string[], declared?: number): Uint8Array {
	const list = sheets.map((_, i) => `<sheet name="S${i + 1}" sheetId="${i + 1}" r:id="r${i}"/>`);
	const relations = sheets.map(
		(_, i) =>
			`<Relationship Id="r${i}" Type="${RELATIONS}/worksheet" Target="worksheets/s${i}.xml"/>`,
	);
	return zip([
		{
			name: 'xl/workbook.xml',
			text: `<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${list.join('')}</sheets></workbook>`,
		},
		{
			name: 'xl/_rels/workbook.xml.rels',
			text: `<Relationships>${relations.join('')}</Relationships>`,
		},
		...sheets.map((xml, i) => ({
			name: `xl/worksheets/s${i}.xml`,
			text: `<worksheet xmlns="${MAIN}">${xml}</worksheet>`,
			declared,
		})),
	]);
}

const cell = (at: string, text: string) => `<c r="${at}" t="inlineStr"><is><t>${text}</t></is></c>`;
const line = (row: number, texts: readonly string[]) =>
	`<row r="${row}">${texts.map((text, i) => cell(`ABCDEFG`[i] + String(row), text)).join('')}</row>`;
const HEADINGS = ['代表队', '姓名', '参赛工种', '联系电话'];

describe('an uploaded file', () => {
	it('is read from CSV in UTF-8, with and without a mark, and in GBK', async () => {
		const gbk = Buffer.from('d0d5c3fb2cb9a4d6d60acdf5ceb02cb1a3bde0d4b10a', 'hex');
		for (const bytes of [bytesOf(LIST), bytesOf(`\uFEFF${LIST}`), new Uint8Array(gbk)]) {
			const file = await readSheetFile('名单.csv', bytes);
			if (!file.ok) throw new Error(file.error.kind);
			const { grid, header } = file.value;
			const { rows } = readRows(grid, header, suggestMapping(header.headers));
			expect(rows).toHaveLength(1);
			expect(rows[0]!.values).toMatchObject({ name: '王伟', trade: '保洁员' });
		}
	});
	it('loses the marks with which a CSV keeps texts from being numbers or formulas', async () => {
		const file = await readSheetFile(
			'a.csv',
			bytesOf(`姓名,工种,备注\n王伟,"=""保洁员""",'=1+1\n`),
		);
		if (!file.ok) throw new Error(file.error.kind);
		expect(file.value.grid[1]!.map(cellText)).toEqual(['王伟', '保洁员', '=1+1']);
	});
	it('is refused with the mend named when it is no sheet', async () => {
		const ole = new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]);
		const cases: [string, Uint8Array, string][] = [
			['empty.xlsx', new Uint8Array(), 'empty'],
			['blank.csv', bytesOf('\n \n'), 'empty'],
			['old.xls', ole, 'old_format'],
			['protected.xlsx', ole, 'password'],
			['notice.pdf', bytesOf('%PDF-1.7'), 'wrong_type'],
			['export.xls', bytesOf('<html><table></table></html>'), 'wrong_type'],
			['photo.jpg', new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a]), 'wrong_type'],
			['notice.docx', zip([{ name: 'word/document.xml', text: '<w/>' }]), 'wrong_type'],
			['cut.xlsx', workbook([line(1, HEADINGS)]).slice(0, 200), 'damaged'],
			['坏.xlsx', bytesOf('今天的通知\n请各单位报名\n'), 'damaged'],
			['notes.csv', bytesOf('今天的通知\n请各单位报名\n'), 'no_heading'],
			['large.csv', new Uint8Array(5 * 1024 * 1024 + 1), 'too_large'],
			['long.csv', bytesOf(LIST + '合肥市,王伟,,,\n'.repeat(5000)), 'too_many_rows'],
			['wide.csv', bytesOf(`姓名${','.repeat(60)}\n`), 'too_many_columns'],
		];
		for (const [name, bytes, kind] of cases) {
			expect([name, await readSheetFile(name, bytes)]).toMatchObject([
				name,
				{ ok: false, error: { kind } },
			]);
		}
	});
	it('may not unfold into more than a sheet needs, whatever sizes it declares', async () => {
		const filler = ' '.repeat(40 * 1024 * 1024);
		for (const declared of [undefined, 1000]) {
			const bytes = workbook([`<sheetData>${line(1, HEADINGS)}</sheetData>${filler}`], declared);
			expect(bytes.length).toBeLessThan(100_000);
			expect(await readSheetFile('bomb.xlsx', bytes)).toMatchObject({ error: { kind: 'damaged' } });
		}
	});
	it('may not place a cell so far out that empty ones fill the memory', async () => {
		const far = (at: string) =>
			workbook([`<sheetData>${line(1, HEADINGS)}<row>${cell(at, 'x')}</row></sheetData>`]);
		expect(await readSheetFile('a.xlsx', far('B1048576'))).toMatchObject({
			error: { kind: 'too_many_rows', limit: 5000 },
		});
		expect(await readSheetFile('a.xlsx', far('XFD2'))).toMatchObject({
			error: { kind: 'too_many_columns', limit: 60 },
		});
		expect(await readSheetFile('a.xlsx', far('A999999999999'))).toMatchObject({
			error: { kind: 'damaged' },
		});
	});
	it('gives the sheet that looks like a list, and fills merged cells with their value', async () => {
		const people = [
			line(1, HEADINGS),
			line(2, ['合肥市', '王伟', '保洁员', '13812345678']),
			`<row r="3"><c r="A3"/>${cell('B3', '李娜')}${cell('C3', '催乳师')}</row>`,
		].join('');
		const bytes = workbook([
			`<sheetData>${line(1, ['填表说明'])}</sheetData>`,
			`<sheetData>${people}</sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells>`,
		]);
		const file = await readSheetFile('a.xlsx', bytes);
		if (!file.ok) throw new Error(file.error.kind);
		expect(file.value).toMatchObject({ sheetName: 'S2', otherSheets: ['S1'] });
		expect(file.value.grid[2]![0]).toEqual({ value: '合肥市', address: 'A3', anchor: 'A2' });
	});
});
