import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, it } from 'vitest';
import { readSheetFile, type SheetFile } from './read.server';
import { checkRows } from '../domain/import/check';
import type { CheckedSheet, ImportContext } from '../domain/import/context';
import { applyCorrections, type Corrections } from '../domain/import/corrections';
import { suggestMapping } from '../domain/import/header';
import { planImport } from '../domain/import/plan';
import { readRows, type ReadRows } from '../domain/import/rows';
import { domesticServiceContest } from '../../../../tests/fixtures/domesticServiceContest';

/*
 * The sheet of a real contest's kind: 106 entries of 18 teams. Its faults were worked out by hand,
 * cell by cell, before the importer was run on it.
 */
const FAULTS = [
	{ row: 21, cell: 'E21', code: 'id_check_digit', severity: 'error', expected: '0', found: '1' },
	{ row: 27, cell: 'E27', code: 'id_digits_lost', severity: 'error' },
	{ row: 34, cell: 'H34', code: 'trade_years_below', severity: 'error', years: 2.5, min: 3 },
	{ row: 41, cell: 'G41', code: 'trade_choice', severity: 'choice', found: '婴幼儿发展引导员' },
	{ row: 47, cell: 'G47', code: 'two_trades', severity: 'error', rows: [48] },
	{ row: 48, cell: 'G48', code: 'two_trades', severity: 'error', rows: [47] },
	{ row: 55, cell: 'J55', code: 'phone_too_short', severity: 'error', digits: 10 },
	{ row: 62, cell: 'D62', code: 'sex_contradicts_id', severity: 'error', fromId: 'male' },
	{ row: 70, cell: 'C70', code: 'name_missing', severity: 'error' },
];

describe('the registration sheet of the domestic service contest', () => {
	let file: SheetFile;
	let read: ReadRows;
	let context: ImportContext;
	let checked: CheckedSheet;
	const check = (corrections: Corrections = {}) => {
		const { rows, skipped, unused } = applyCorrections(read.rows, corrections);
		expect(unused).toEqual([]);
		return checkRows(rows, context, skipped);
	};
	const row = (sheet: CheckedSheet, number: number) => sheet.rows.find((r) => r.row === number)!;

	beforeAll(async () => {
		const url = new URL('../../../../tests/fixtures/', import.meta.url);
		const bytes = await readFile(new URL('registration-domestic-service-2022.xlsx', url));
		const result = await readSheetFile('报名.xlsx', bytes);
		if (!result.ok) throw new Error(`unreadable: ${result.error.kind}`);
		file = result.value;
		read = readRows(file.grid, file.header, suggestMapping(file.header.headers));
		context = domesticServiceContest();
		checked = check();
	});

	it('finds the list among the sheets and its heading under the title rows', () => {
		expect(file.sheetName).toBe('报名汇总表');
		expect(file.otherSheets).toEqual(['填表说明']);
		expect(file.header).toMatchObject({ rowIndex: 2, depth: 1 });
	});
	it('maps every column, line breaks and spaces in the headings notwithstanding', () => {
		expect(suggestMapping(file.header.headers)).toEqual({
			seq: 0,
			team: 1,
			name: 2,
			sex: 3,
			id_number: 4,
			employer: 5,
			trade: 6,
			trade_years: 7,
			skill_level: 8,
			phone: 9,
			note: 10,
		});
	});
	it('reads 106 entries of 18 teams and leaves out the total row and the note', () => {
		expect(read.rows).toHaveLength(106);
		expect(read.skipped.map(({ row, reason }) => [row, reason])).toEqual([
			[110, 'total'],
			[111, 'note'],
		]);
		expect(checked.counts).toMatchObject({ total: 106, teams: 18 });
	});
	it('finds each fault at its cell and flags no good row', () => {
		const findings = checked.rows.flatMap((r) => r.findings);
		expect(findings).toHaveLength(FAULTS.length);
		for (const [i, fault] of FAULTS.entries()) expect(findings[i]).toMatchObject(fault);
		expect(checked.counts).toMatchObject({ good: 97, faulty: 8, choice: 1, warnings: 0 });
	});
	it('offers the trade of the older name and decides nothing', () => {
		expect(row(checked, 41).values.divisionId).toBeNull();
		expect(row(checked, 41).findings[0]).toMatchObject({
			offers: [{ id: 'division-育婴员', name: '育婴员' }],
		});
	});
	it('reads good values however they were typed', () => {
		expect(row(checked, 4).values.idNumber).toBe('34010219720118356X');
		expect(row(checked, 9).values.name).toBe('刘楠敏');
		expect(row(checked, 13).values.phone).toBe('15095816439');
		expect(row(checked, 18).values.phone).toBe('18838391557');
		expect(row(checked, 84).values.phone).toBe('15035254984');
		expect(row(checked, 9).values.teamName).toBe('合肥市');
		expect(row(checked, 99).values).toMatchObject({ teamName: '广德市', unionId: 'union-广德市' });
	});
	it('keeps a text that looks like a formula as text', () => {
		expect(row(checked, 92).values.note).toBe("=1+1+cmd|' /C calc'!A0");
		expect(row(checked, 92).state).toBe('good');
	});

	const MENDS: Corrections = {
		'r21:id_number': '341602197505235160',
		'r27:id_number': '341302 19940821 632３',
		'r34:trade_years': '3年',
		'r41:trade': '育婴员',
		'r48:skip': '1',
		'r55:phone': '187 8936 6630',
		'r62:sex': '男',
		'r70:name': '王　建国',
	};
	it('is good in every row once its faults are mended', () => {
		const mended = check(MENDS);
		expect(mended.counts).toMatchObject({ good: 105, faulty: 0, choice: 0, skipped: 1 });
		expect(mended.rows.flatMap((r) => r.findings)).toEqual([]);
	});
	it('doubles nobody when it is imported again', () => {
		const options = { oneDivisionEach: true, hmacOf: (number: string) => `hmac:${number}` };
		const first = planImport(checked.rows, [], options);
		expect(first.counts).toEqual({ create: 97, update: 0, same: 0, skipped: 9 });
		const stored = checked.rows
			.filter((r) => r.state === 'good')
			.map(({ key, values }) => ({
				registrationId: `registration-${key}`,
				divisionId: values.divisionId!,
				canceled: false,
				name: values.name!,
				phone: values.phone,
				idHmac: `hmac:${values.idNumber}`,
				values: { tradeYears: values.tradeYears, employer: values.employer, note: values.note },
			}));
		const again = planImport(check(MENDS).rows, stored, options);
		expect(again.counts).toEqual({ create: 8, update: 0, same: 97, skipped: 1 });
		// A browser has no key: phone and name recognise them just as well.
		const browser = planImport(check(MENDS).rows, stored, { ...options, hmacOf: () => null });
		expect(browser.counts).toEqual(again.counts);
	});
});
