import fc from 'fast-check';
import readWorkbook from 'read-excel-file/universal';
import { beforeAll, describe, expect, it } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime';
import { domesticServiceContest } from '../../../../tests/fixtures/domesticServiceContest';
import { checkRows } from '../domain/import/check';
import { suggestMapping } from '../domain/import/header';
import { readRows } from '../domain/import/rows';
import { exportDocument, type ExportEntry, type ExportOptions } from './documents';
import { contentDisposition, exportFile, safeFileName, toCsv, toXlsx } from './file.server';
import { readSheetFile } from '../import/read.server';
import { inflateXmlParts } from '../import/zip.server';

const OPTIONS: ExportOptions = {
	eventName: '2022年安徽省家政服务职业技能竞赛',
	timeZone: 'Asia/Shanghai',
	now: new Date('2022-09-30T02:00:00Z'),
	withIdNumbers: true,
	forPrint: false,
};

const entry = (change: Partial<ExportEntry> = {}): ExportEntry => ({
	entryNo: 1,
	regionCode: '340100',
	teamName: '合肥市',
	name: '王伟',
	sex: 'male',
	idNumber: '340102199003074513',
	phone: '13812345678',
	employer: '合肥好帮手家政有限公司',
	divisionNumber: 6,
	divisionName: '保洁员',
	tradeYears: 5,
	skillLevel: null,
	note: null,
	checkedInAt: null,
	...change,
});
const FORMULA = "=1+1+cmd|' /C calc'!A0";

async function reopened(bytes: Uint8Array<ArrayBuffer>) {
	const [sheet] = await readWorkbook(bytes.buffer);
	return sheet!;
}

describe('exports', () => {
	beforeAll(() => overwriteGetLocale(() => 'zh-CN'));

	it('store phones and ID numbers as text, counts and years as numbers, and no formula', async () => {
		const document = exportDocument('summary', [entry({ note: FORMULA, name: '=王' })], OPTIONS);
		const bytes = await toXlsx(document);
		const { sheet, data } = await reopened(bytes);
		expect(sheet).toBe('报名汇总表');
		expect(data[0]![0]).toBe('2022年安徽省家政服务职业技能竞赛报名汇总表');
		expect(data[1]![0]).toContain('2022年9月30日');
		expect(data[3]).toEqual([
			1,
			'合肥市',
			'=王',
			'男',
			'340102199003074513',
			'合肥好帮手家政有限公司',
			'保洁员',
			5,
			null,
			'13812345678',
			FORMULA,
		]);
		expect(data[4]!.slice(0, 3)).toEqual(['合计', null, '1人']);
		const parts = inflateXmlParts(bytes)!;
		for (const [name, xml] of parts) expect([name, /<f[\s>]/.test(xml)]).toEqual([name, false]);
	});
	it('leave ID numbers out unless they were asked for', async () => {
		const document = exportDocument('summary', [entry()], { ...OPTIONS, withIdNumbers: false });
		expect(document.columns.map((c) => c.header)).not.toContain('身份证号码');
		const { data } = await reopened(await toXlsx(document));
		expect(JSON.stringify(data)).not.toContain('340102199003074513');
	});
	it('show on the sign-in sheet only the tail of a phone, the time of arrival and an empty place', () => {
		const document = exportDocument(
			'sign_in',
			[entry({ checkedInAt: '2022-10-14T01:02:00Z' }), entry({ name: '李娜', checkedInAt: null })],
			{ ...OPTIONS, forPrint: true },
		);
		expect(document.rows).toEqual([
			[1, '合肥市', '王　伟', '合肥好帮手家政有限公司', '保洁员', '5678', '09:02', null],
			[2, '合肥市', '李　娜', '合肥好帮手家政有限公司', '保洁员', '5678', null, null],
		]);
		expect(JSON.stringify(document)).not.toMatch(/340102|138123/);
	});
	it('list teams in the official order', () => {
		const document = exportDocument(
			'summary',
			[
				entry({ regionCode: '340826', teamName: '宿松县' }),
				entry({ regionCode: '341000', teamName: '黄山市' }),
				entry({ regionCode: '340600', teamName: '淮北市' }),
				entry(),
			],
			OPTIONS,
		);
		expect(document.rows.map((row) => row[1])).toEqual(['合肥市', '淮北市', '黄山市', '宿松县']);
		expect(document.rows.map((row) => row[0])).toEqual([1, 2, 3, 4]);
	});
	it('are read back by the importer without a finding, from either format', async () => {
		const entries = [
			entry({ note: FORMULA }),
			entry({
				name: '李娜',
				sex: 'female',
				idNumber: '34082619851120602X',
				phone: '13900000000',
				divisionName: '催乳师',
				divisionNumber: 3,
			}),
		];
		for (const format of ['xlsx', 'csv'] as const) {
			const written = await exportFile(exportDocument('summary', entries, OPTIONS), format);
			const file = await readSheetFile(written.fileName, written.bytes);
			if (!file.ok) throw new Error(file.error.kind);
			const { grid, header } = file.value;
			const { rows } = readRows(grid, header, suggestMapping(header.headers));
			const { rows: checked } = checkRows(rows, domesticServiceContest());
			expect(checked.flatMap((row) => row.findings)).toEqual([]);
			expect(checked.map((row) => row.values)).toMatchObject([
				{ name: '李娜', phone: '13900000000', tradeYears: 5 },
				{ name: '王伟', idNumber: '340102199003074513', note: FORMULA },
			]);
		}
	});
	it('open whatever people typed', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 }),
				async (units) => {
					const note = String.fromCharCode(...units);
					const bytes = await toXlsx(exportDocument('summary', [entry({ note })], OPTIONS));
					expect((await reopened(bytes)).data[3]![2]).toBe('王伟');
				},
			),
			{ numRuns: 30 },
		);
	});
});

describe('CSV', () => {
	const csv = (change: Partial<ExportEntry>) =>
		new TextDecoder('utf-8', { ignoreBOM: true }).decode(
			toCsv(exportDocument('summary', [entry(change)], OPTIONS)),
		);

	it('begins with a mark and guards long numbers', () => {
		const text = csv({});
		expect(text.startsWith('\uFEFF序号,代表队,姓名,性别,身份证号码,')).toBe(true);
		expect(text).toContain(",'340102199003074513,");
		expect(text).toContain(',13812345678,');
	});
	it.each(['=1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', ' =1', '＝1'])(
		'puts an apostrophe before %j, which a spreadsheet would run',
		(note) => {
			expect(csv({ note }).replaceAll('"', '')).toContain(`,'${note}\r\n`);
		},
	);
	it('quotes commas, quotes and line breaks', () => {
		expect(csv({ note: '他说"好",\n走' })).toContain(',"他说""好"",\n走"\r\n');
	});
});

describe('file names', () => {
	it('hold nothing a system refuses', () => {
		expect(safeFileName('a/b\\c:"d"*?<e>|\u202E\n名单. ', 'xlsx')).toBe('a b c d e 名单.xlsx');
		expect(safeFileName('../..', 'csv')).toBe('export.csv');
		expect(Array.from(safeFileName('竞'.repeat(200), 'csv'))).toHaveLength(84);
	});
	it('reach the browser in Chinese and fall back to plain letters', () => {
		expect(contentDisposition("报名(1)'.xlsx")).toBe(
			'attachment; filename="export.xlsx"; filename*=UTF-8\'\'%E6%8A%A5%E5%90%8D%281%29%27.xlsx',
		);
	});
});
