import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { beforeAll, describe, expect, it } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime';
import { domesticServiceContest } from '../../../../tests/fixtures/domesticServiceContest';
import type { Corrections } from '../domain/import/corrections';
import { suggestMapping } from '../domain/import/header';
import { checkWork } from './check';
import { faultsCsv } from './faults';
import { readWork } from './form.server';
import { readSheetFile } from './read.server';
import { packedSheet, packSheet, type PackedSheet } from './sheet';
import { corrected, needsMend, overfull, plansByRow, shownRows } from './view';

const CONTEXT = domesticServiceContest();

describe('the import page', () => {
	let sheet: PackedSheet;
	const work = (corrections: Corrections = {}) => ({
		sheet,
		mapping: suggestMapping(sheet.header.headers),
		corrections,
	});
	const check = (corrections?: Corrections) => checkWork(work(corrections), CONTEXT).checked;
	const shown = (corrections: Corrections = {}) =>
		shownRows(check(), check(corrections), corrections, null);
	const posted = (fields: Record<string, string>) => {
		const form = new FormData();
		form.set('sheet', JSON.stringify(sheet));
		form.set('mapping', JSON.stringify(work().mapping));
		form.set('corrections', '{}');
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		return form;
	};

	beforeAll(async () => {
		overwriteGetLocale(() => 'zh-CN');
		const url = new URL(
			'../../../../tests/fixtures/registration-domestic-service-2022.xlsx',
			import.meta.url,
		);
		const file = await readSheetFile('报名.xlsx', await readFile(url));
		if (!file.ok) throw new Error(file.error.kind);
		const travelled: unknown = JSON.parse(JSON.stringify(packSheet(file.value, '报名.xlsx')));
		sheet = v.parse(packedSheet, travelled);
	});

	it('finds the same faults in a sheet that has travelled to the page and back', () => {
		expect(check().counts).toMatchObject({ total: 106, good: 97, faulty: 8, choice: 1, teams: 18 });
	});
	it('lists the faulty rows, and offers the cells to write in', () => {
		const rows = shown().filter(needsMend);
		expect(rows.map(({ row }) => row.row)).toEqual([21, 27, 34, 41, 47, 48, 55, 62, 70]);
		const fieldsOf = (number: number) => rows.find(({ row }) => row.row === number)?.fields;
		expect(fieldsOf(62)).toEqual(['sex', 'id_number']);
		// One person in two trades is mended by leaving a row out, not by writing.
		expect(fieldsOf(47)).toEqual([]);
	});
	it('keeps a mended row in the list, so that it does not vanish under the hand', () => {
		const rows = shown({ 'r55:phone': '18789366630', 'r48:skip': '1' }).filter(needsMend);
		const mended = rows.filter((row) => row.mended).map(({ row }) => row.row);
		expect(rows).toHaveLength(9);
		expect(mended).toEqual([47, 48, 55]);
	});
	it('takes a mend back when the found value is written again', () => {
		const once = corrected({}, 'r55:phone', '18789366630', '1878936663');
		expect(once).toEqual({ 'r55:phone': '18789366630' });
		expect(corrected(once, 'r55:phone', '1878936663', '1878936663')).toEqual({});
	});
	it('says beforehand which trade has too few places', () => {
		const plan = plansByRow({
			rows: check().rows.map(({ key, row }) => ({ rowKey: key, row, action: 'create' })),
			counts: { create: 106, update: 0, same: 0, skipped: 0 },
		});
		const rows = shownRows(check(), check(), {}, plan);
		const places = (capacity: number | null, taken: number) =>
			overfull(rows, [{ id: 'division-保洁员', name: '保洁员', capacity, taken }]);
		expect(places(18, 0)).toEqual([]);
		expect(places(null, 5)).toEqual([]);
		expect(places(18, 4)).toMatchObject([{ name: '保洁员', left: 14, wanted: 17 }]);
	});
	it('lists the faults for the teams, without ID numbers', () => {
		const csv = faultsCsv(check().rows);
		expect(csv.split('\r\n')).toHaveLength(11);
		expect(csv).toContain('55,J55,六安市,蒋娟,手机号,1878936663,');
		expect(csv).not.toMatch(/\d{17}/);
	});

	it('reads what a page without scripts posts: mends, a pressed offer, another column', () => {
		const read = readWork(
			posted({ 'fix.r55:phone': '18789366630', 'pick.r41:trade': '育婴员', 'column.10': '' }),
		);
		expect(read?.corrections).toEqual({ 'r55:phone': '18789366630', 'r41:trade': '育婴员' });
		expect(read?.mapping.note).toBeUndefined();
	});
	it('leaves a number a number when its cell is posted as it was found', () => {
		const found = String(check().rows.find(({ row }) => row === 27)!.source.values.id_number);
		expect(readWork(posted({ 'fix.r27:id_number': found }))?.corrections).toEqual({});
	});
	it('takes no sheet that is none', () => {
		expect(readWork(new FormData())).toBeNull();
		expect(readWork(posted({ sheet: '{"lines":[[{}]]}' }))).toBeNull();
		expect(readWork(posted({ mapping: '{"name":99}' }))).toBeNull();
		expect(readWork(posted({ corrections: '[1' }))).toBeNull();
	});
});
