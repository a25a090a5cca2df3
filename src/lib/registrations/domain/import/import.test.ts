import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { domesticServiceContest } from '../../../../../tests/fixtures/domesticServiceContest';
import { checkRows } from './check';
import type { ImportContext } from './context';
import { applyCorrections, correctionKey } from './corrections';
import { IMPORT_FIELDS } from './fields';
import { gridOf, cellAddress, type CellValue } from './grid';
import { changeMapping, findHeader, missingFields, suggestMapping } from './header';
import { planImport, type ExistingRegistration } from './plan';
import { readRows } from './rows';

const HEADINGS = ['序号', '代表队', '姓名', '身份证号', '参赛工种', '从业年限', '手机'];
const GOOD = [1, '合肥市', '王伟', '340102199003074513', '保洁员', 5, '13812345678'];

/** Rows under the usual headings, read and checked. */
function sheet(lines: CellValue[][], change: Partial<ImportContext['event']> = {}) {
	const grid = gridOf([HEADINGS, ...lines]);
	const header = findHeader(grid)!;
	const read = readRows(grid, header, suggestMapping(header.headers));
	const contest = domesticServiceContest();
	const context = { ...contest, event: { ...contest.event, ...change } };
	return { ...read, context, checked: checkRows(read.rows, context) };
}

/** The good row with some columns changed: `{ 姓名: '李娜' }`. */
const row = (change: Record<string, CellValue>): CellValue[] =>
	GOOD.map((value, i) => (HEADINGS[i]! in change ? change[HEADINGS[i]!]! : value));

const codes = (lines: CellValue[][], change: Partial<ImportContext['event']> = {}) =>
	sheet(lines, change).checked.rows.flatMap((r) => r.findings.map((f) => `${f.cell} ${f.code}`));

describe('heading', () => {
	it('is found under title rows, and also when a group heading spans two columns', () => {
		const grid = gridOf([
			['选手报名表', null, null, null],
			['填报单位：', null, null, null],
			['姓名', '工种', '联系方式', '联系方式'],
			['姓名', '工种', '手机号码', '邮箱'],
			['王伟', '保洁员', '13812345678', 'w@example.org'],
		]);
		const header = findHeader(grid)!;
		expect(header).toMatchObject({ rowIndex: 2, depth: 1 });
		const twoRows = findHeader(
			gridOf([
				['选手', '选手', '报名', '报名'],
				['姓名', '身份证号', '工种', '手机号码'],
				['王伟', '340102199003074513', '保洁员', '13812345678'],
			]),
		)!;
		expect(twoRows).toMatchObject({ rowIndex: 1, depth: 1 });
		const mixed = findHeader(
			gridOf([
				['姓名', '工种', '证件', null],
				[null, null, '身份证号', '手机号码'],
			]),
		)!;
		expect(mixed).toMatchObject({ rowIndex: 0, depth: 2 });
		expect(suggestMapping(mixed.headers)).toEqual({ name: 0, trade: 1, id_number: 2, phone: 3 });
	});
	it('does not exist in a sheet of notes', () => {
		expect(findHeader(gridOf([['请勿改动表头。'], ['姓名不得涂改']]))).toBeNull();
		expect(findHeader([])).toBeNull();
	});
	it('does not give the leader’s phone or a unit’s address to the person', () => {
		expect(suggestMapping(['选手姓名', '领队姓名', '领队电话', '单位地址', '本人手机号'])).toEqual({
			name: 0,
			phone: 4,
		});
	});
	it('leaves unknown columns alone and lets a person choose, one column for a field', () => {
		const mapping = suggestMapping(['姓名', '工种', '民族', '电话']);
		expect(mapping).toEqual({ name: 0, trade: 1, phone: 3 });
		expect(changeMapping(mapping, 2, 'phone')).toEqual({ name: 0, trade: 1, phone: 2 });
		expect(changeMapping(mapping, 1, null)).toEqual({ name: 0, phone: 3 });
		const needs = { identity: true, team: true, tradeYears: false };
		expect(missingFields(mapping, needs)).toEqual(['team', 'id_number']);
		expect(missingFields({ ...mapping, team: 4 }, { ...needs, identity: false })).toEqual([]);
	});
	it('has addresses as the spreadsheet shows them', () => {
		expect([
			cellAddress(26, 4),
			cellAddress(0, 25),
			cellAddress(0, 26),
			cellAddress(9, 701),
		]).toEqual(['E27', 'Z1', 'AA1', 'ZZ10']);
	});
});

describe('lines of a sheet', () => {
	it('carry the team down, and leave out totals, notes, repeated headings and prepared blanks', () => {
		const { rows, skipped } = sheet([
			GOOD,
			row({ 序号: 2, 代表队: null, 姓名: '李娜' }),
			['小计', null, '2人', null, null, null, null],
			HEADINGS,
			row({ 序号: 3, 代表队: '淮北市' }),
			[4, null, null, null, null, null, null],
			[null, null, null, null, null, null, null],
			['合计', null, '3人', null, null, null, null],
			['注：每人限报一个工种。', null, null, null, null, null, null],
			['填表人：', null, '周明', null, null, null, '13912345678'],
			[null, null, '赵敏', null, null, null, '13912345670'],
		]);
		expect(rows.map((r) => [r.row, r.values.team, r.cells.team])).toEqual([
			[2, '合肥市', 'B2'],
			[3, '合肥市', 'B2'],
			[6, '淮北市', 'B6'],
		]);
		expect(skipped.map((s) => `${s.row} ${s.reason}`)).toEqual([
			'4 total',
			'5 header',
			'9 total',
			'10 note',
			'11 note',
			'12 note',
		]);
	});
	it('never throw, whatever the cells hold', () => {
		const value = fc.oneof(
			fc.string(),
			fc.double(),
			fc.boolean(),
			fc.constant(null),
			fc.date(),
			fc.constantFrom<CellValue>(...HEADINGS, ...GOOD),
		);
		fc.assert(
			fc.property(fc.array(fc.array(value, { maxLength: 8 }), { maxLength: 6 }), (lines) => {
				const { checked } = sheet(lines);
				for (const r of checked.rows) {
					expect(r.state === 'good').toBe(r.findings.every((f) => f.severity === 'warning'));
				}
			}),
		);
	});
});

describe('a row', () => {
	it('without faults is good', () => {
		expect(codes([GOOD])).toEqual([]);
		expect(sheet([GOOD]).checked.rows[0]!.values).toMatchObject({
			name: '王伟',
			sex: 'male',
			birthDate: '1990-03-07',
			unionId: 'union-合肥市',
			divisionId: 'division-保洁员',
			tradeYears: 5,
		});
	});
	it.each<[Record<string, CellValue>, string[]]>([
		[{ 姓名: '王伟先生' }, ['C2 name_title']],
		[{ 姓名: '王伟2' }, ['C2 name_characters']],
		[{ 身份证号: null }, ['D2 id_missing']],
		[{ 身份证号: '34010219900307451' }, ['D2 id_length']],
		[{ 身份证号: '340102200903074514' }, ['D2 age_below']],
		[{ 身份证号: '34010219600307451X' }, ['D2 age_above']],
		[{ 手机: '12345678901' }, ['G2 phone_prefix']],
		[{ 手机: null }, ['G2 phone_missing']],
		[{ 代表队: '巢湖市' }, ['B2 team_unknown']],
		[{ 代表队: '安庆市宿松县' }, ['B2 team_choice']],
		[{ 代表队: null }, ['B2 team_missing']],
		[{ 参赛工种: '宇航员' }, ['E2 trade_unknown']],
		[{ 参赛工种: '月嫂' }, ['E2 trade_choice']],
		[{ 参赛工种: null }, ['E2 trade_missing']],
		[{ 从业年限: null }, ['F2 trade_years_missing']],
		[{ 从业年限: '多年' }, ['F2 trade_years_unreadable']],
		[{ 从业年限: 2015 }, ['F2 trade_years_unreadable']],
		[{ 从业年限: '2年11个月' }, ['F2 trade_years_below']],
		[{ 从业年限: '３ 年' }, []],
		[{ 代表队: '合肥市总工会代表队' }, []],
		[{ 代表队: '马鞍山' }, []],
	])('%j: %j', (change, expected) => {
		// Valid check digits for the two ages, so that only the age is wrong.
		expect(codes([row(change)])).toEqual(expected);
	});
	it('needs no identity where the event asks for none, but some way to know the person', () => {
		const lines = [row({ 身份证号: null })];
		expect(codes(lines, { needsIdentity: false })).toEqual([]);
		const without = sheet([row({ 身份证号: null, 手机: null })], { needsIdentity: false });
		expect(without.checked.rows[0]).toMatchObject({ state: 'faulty' });
		expect(sheet([row({ 手机: null })]).checked.rows[0]).toMatchObject({ state: 'good' });
	});
});

describe('rows together', () => {
	const other = { 序号: 2, 手机: '13812345679' };
	it('may hold two people of one name', () => {
		expect(
			codes([GOOD, row({ ...other, 身份证号: '34082619851120602X', 参赛工种: '催乳师' })]),
		).toEqual([]);
	});
	it('show one person in two trades, by number or by phone and name', () => {
		expect(codes([GOOD, row({ ...other, 参赛工种: '催乳师' })])).toEqual([
			'E2 two_trades',
			'E3 two_trades',
		]);
		const noId = { needsIdentity: false };
		const lines = [GOOD, row({ 身份证号: null, 参赛工种: '催乳师' })];
		expect(codes(lines, noId)).toEqual(['E2 two_trades', 'E3 two_trades']);
		expect(codes(lines, { ...noId, oneDivisionEach: false })).toEqual([]);
	});
	it('show a line entered twice, a number under two names and a phone used twice', () => {
		expect(codes([GOOD, row({ 序号: 2 })])).toEqual(['C3 duplicate_row']);
		expect(codes([GOOD, row({ ...other, 姓名: '李娜', 参赛工种: '催乳师' })])).toEqual([
			'D2 id_shared',
			'D3 id_shared',
		]);
		const stranger = { 姓名: '李强', 身份证号: '34188219780815001X' };
		expect(codes([GOOD, row({ ...stranger, 参赛工种: '催乳师' })])).toEqual([
			'G2 phone_shared',
			'G3 phone_shared',
		]);
	});
});

describe('corrections', () => {
	it('change, clear and leave out, and say which of them fit no row', () => {
		const { rows, context } = sheet([GOOD, row({ 序号: 2, 参赛工种: '催乳师' })]);
		const corrected = applyCorrections(rows, {
			[correctionKey('r2', 'name')]: '王　建',
			[correctionKey('r2', 'phone')]: ' ',
			[correctionKey('r3', 'skip')]: '1',
			'r9:name': '无人',
			'r2:colour': '红',
		});
		expect(corrected.unused).toEqual(['r2:colour', 'r9:name']);
		expect([...corrected.skipped]).toEqual(['r3']);
		const { rows: checked, counts } = checkRows(corrected.rows, context, corrected.skipped);
		expect(checked[0]!.values).toMatchObject({ name: '王建', phone: null });
		expect(checked[0]!.findings).toMatchObject([{ code: 'phone_missing', severity: 'warning' }]);
		expect(counts).toMatchObject({ good: 1, skipped: 1, faulty: 0 });
		expect(rows[0]!.values.name).toBe('王伟');
	});
	it('that repeat what the sheet says change nothing', () => {
		const { rows } = sheet([GOOD]);
		const field = fc.constantFrom(...IMPORT_FIELDS.filter((f) => rows[0]!.values[f] !== undefined));
		fc.assert(
			fc.property(field, (name) => {
				const text = String(rows[0]!.values[name]);
				const { rows: same } = applyCorrections(rows, { [correctionKey('r2', name)]: text });
				const values = (list: typeof rows) =>
					checkRows(list, domesticServiceContest()).rows[0]!.values;
				expect(values(same)).toEqual(values(rows));
			}),
		);
	});
});

describe('plan of an import', () => {
	const stored: ExistingRegistration = {
		registrationId: 'a',
		divisionId: 'division-保洁员',
		canceled: false,
		name: '王伟',
		phone: '13812345678',
		idHmac: 'hmac:340102199003074513',
		values: { tradeYears: 5 },
	};
	const hmacOf = (number: string) => `hmac:${number}`;
	const plan = (line: CellValue[], existing: ExistingRegistration[], oneDivisionEach = true) =>
		planImport(sheet([line]).checked.rows, existing, { oneDivisionEach, hmacOf }).rows[0];

	it('creates whom it does not know, also of the same name', () => {
		expect(plan(GOOD, [])).toMatchObject({ action: 'create' });
		const namesake = { ...stored, phone: '13900000000', idHmac: 'hmac:x' };
		expect(plan(GOOD, [namesake])).toMatchObject({ action: 'create' });
	});
	it('knows a person by the number although name and phone changed', () => {
		expect(plan(row({ 姓名: '王玮', 手机: '13800000000', 从业年限: 6 }), [stored])).toMatchObject({
			action: 'update',
			registrationId: 'a',
			changes: ['name', 'phone', 'tradeYears'],
		});
		expect(plan(GOOD, [stored])).toMatchObject({ action: 'same', registrationId: 'a' });
	});
	it('knows a person by phone and name when the number was missing before', () => {
		expect(plan(GOOD, [{ ...stored, idHmac: null }])).toMatchObject({
			action: 'update',
			changes: ['idNumber'],
		});
	});
	it('neither doubles nor merges people of one name and phone whose numbers differ', () => {
		expect(plan(GOOD, [{ ...stored, idHmac: 'hmac:other' }])).toMatchObject({
			action: 'skipped',
			reason: 'other_id_number',
		});
	});
	it('moves nobody to another trade and brings nobody back who withdrew', () => {
		const elsewhere = { ...stored, divisionId: 'division-催乳师' };
		expect(plan(GOOD, [elsewhere])).toMatchObject({
			action: 'skipped',
			reason: 'registered_in_other_division',
			divisionId: 'division-催乳师',
		});
		expect(plan(GOOD, [elsewhere], false)).toMatchObject({ action: 'create' });
		expect(plan(GOOD, [{ ...elsewhere, canceled: true }])).toMatchObject({ action: 'create' });
		expect(plan(GOOD, [{ ...stored, canceled: true }])).toMatchObject({
			action: 'skipped',
			reason: 'withdrawn',
		});
	});
	it('skips rows with findings', () => {
		expect(plan(row({ 姓名: null }), [])).toMatchObject({
			action: 'skipped',
			reason: 'has_findings',
		});
	});
});
