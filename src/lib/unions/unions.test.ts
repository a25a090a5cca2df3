import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { searchPinyin } from './pinyin.server';
import { DecideForm, UnionForm } from './schema';

describe('how a union is found by typing', () => {
	test.each([
		['合肥市总工会', 'hfszgh hefeishizonggonghui'],
		['六安市', 'las luanshi'],
		['亳州市', 'bzs bozhoushi'],
		['吕氏集团工会', 'lsjtgh lvshijituangonghui'],
		['TCL 公司 3 分会', 'tgs3fh tclgongsi3fenhui'],
	])('%s by %s', (name, pinyin) => expect(searchPinyin(name)).toBe(pinyin));

	test('holds nothing but what the database allows', () => {
		expect(searchPinyin('“徽”·匠%_（集团）')).toMatch(/^[a-z0-9 ]*$/);
	});
});

describe('the form of a union', () => {
	test('takes the full name where no short one is given', () => {
		expect(v.parse(UnionForm, { name: ' 某某公司工会 ', kind: 'grassroots_union' })).toMatchObject({
			name: '某某公司工会',
			short_name: '某某公司工会',
			uscc: null,
		});
	});
	test('refuses a credit code with a wrong check digit at its field', () => {
		const result = v.safeParse(UnionForm, { name: '某某公司工会', uscc: '91340100MA2MXXXX00' });
		expect(result.issues?.map((i) => i.path?.[0]?.key)).toEqual(['uscc']);
	});
});

describe('answering requests', () => {
	const requests = ['0190b8a0-0000-7000-8000-000000000001'];
	test('a refusal says why, a confirmation need not', () => {
		expect(v.safeParse(DecideForm, { requests, decision: 'confirm' }).success).toBe(true);
		expect(v.safeParse(DecideForm, { requests, decision: 'refuse', reason: ' ' }).success).toBe(
			false,
		);
	});
	test('nobody chosen is told at the list', () => {
		const result = v.safeParse(DecideForm, { decision: 'confirm' });
		expect(result.issues?.[0]?.path?.[0]?.key).toBe('requests');
	});
});
