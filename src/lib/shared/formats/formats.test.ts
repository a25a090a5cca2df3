import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ageOn, isCalendarDate } from './age';
import { idCheckDigit, parseIdNumber } from './idNumber';
import { padTwoCharacterName, parsePersonName } from './personName';
import { parsePhone } from './phone';
import { characterCount, comparable, compact, tidy, toHalfWidth } from './text';
import { parseUscc, usccCheckDigit } from './uscc';

const toFullWidth = (text: string) =>
	text.replace(/[!-~]/g, (char) => String.fromCodePoint(char.codePointAt(0)! + 0xfee0));

describe('text', () => {
	it('turns full-width ASCII and the ideographic space to half width and leaves the rest', () => {
		expect(toHalfWidth('１５０　Ａ（婴）·龙①㈱')).toBe('150 A(婴)·龙①㈱');
	});
	it('undoes full width for every printable ASCII text', () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				expect(toHalfWidth(toFullWidth(text))).toBe(text);
			}),
		);
	});
	it('compares headings without white space, line breaks, brackets and form marks', () => {
		expect(comparable('身份证\n号码')).toBe('身份证号码');
		expect(comparable('从业年限\n（年）')).toBe('从业年限');
		expect(comparable('*姓　 名：')).toBe('姓名');
	});
	it('tidies outer and doubled white space, and compact removes all of it', () => {
		expect(tidy(' \u200B合肥  市\n')).toBe('合肥 市');
		expect(compact(' 合 肥\t市 ')).toBe('合肥市');
	});
	it('counts a rare ideograph as one character', () => {
		expect(characterCount('𠮷野')).toBe(2);
	});
});

describe('ID number', () => {
	it.each([
		['11010519491231002X', '1949-12-31', 'female'],
		['440524188001010014', '1880-01-01', 'male'],
		['340102199003074513', '1990-03-07', 'male'],
		['34082619851120602X', '1985-11-20', 'female'],
		['34188219780815001X', '1978-08-15', 'male'],
	])('accepts %s', (number, birthDate, sex) => {
		const parsed = parseIdNumber(number);
		expect(parsed).toMatchObject({ ok: true, value: { number, birthDate, sex, warnings: [] } });
	});
	it('names the right check digit when the last one is wrong', () => {
		expect(parseIdNumber('340102199003074514')).toEqual({
			ok: false,
			error: { kind: 'check_digit', expected: '3', found: '4' },
		});
	});
	it('accepts spaces, full-width digits and a lower-case x', () => {
		for (const typed of ['340826 19851120 602x', '３４０８２６１９８５１１２０６０２ｘ']) {
			expect(parseIdNumber(typed)).toMatchObject({ value: { number: '34082619851120602X' } });
		}
	});
	it('refuses a number-typed value, because its last digits are lost', () => {
		for (const value of [3.41302199408216e17, '3.41302E+17', '3.41302199408216e+17']) {
			expect(parseIdNumber(value)).toEqual({ ok: false, error: { kind: 'digits_lost' } });
		}
		expect(parseIdNumber('341302199408216000')).toEqual({
			ok: false,
			error: { kind: 'digits_lost' },
		});
	});
	it('says what is wrong: length, characters, a day that does not exist or is still to come', () => {
		expect(parseIdNumber('')).toEqual({ ok: false, error: { kind: 'empty' } });
		expect(parseIdNumber('34010219900307451')).toEqual({
			ok: false,
			error: { kind: 'length', length: 17 },
		});
		expect(parseIdNumber('34010219900307A513')).toMatchObject({ error: { kind: 'characters' } });
		expect(parseIdNumber('340102199002304513')).toMatchObject({ error: { kind: 'date' } });
		expect(parseIdNumber('340102199003074513', '1990-01-01')).toMatchObject({
			error: { kind: 'date' },
		});
	});
	it('warns about an abolished or unknown region and accepts the number all the same', () => {
		const valid = (seventeen: string) => seventeen + idCheckDigit(seventeen);
		expect(parseIdNumber(valid('34250119780815001'))).toMatchObject({
			value: { warnings: ['region_abolished'] },
		});
		expect(parseIdNumber(valid('99010119780815001'))).toMatchObject({
			value: { warnings: ['region_unknown'] },
		});
	});
	it('detects every single wrong digit', () => {
		const date = fc.date({ min: new Date('1930-01-01'), max: new Date('2020-12-31') });
		fc.assert(
			fc.property(
				date.filter((d) => !Number.isNaN(d.getTime())),
				fc.integer({ min: 0, max: 999 }),
				fc.integer({ min: 0, max: 16 }),
				fc.integer({ min: 1, max: 9 }),
				(birth, sequence, at, by) => {
					const day = birth.toISOString().slice(0, 10).replaceAll('-', '');
					const seventeen = `341502${day}${String(sequence).padStart(3, '0')}`;
					const number = seventeen + idCheckDigit(seventeen);
					expect(parseIdNumber(number).ok).toBe(true);
					const digit = (Number(number[at]) + by) % 10;
					expect(parseIdNumber(number.slice(0, at) + digit + number.slice(at + 1)).ok).toBe(false);
				},
			),
		);
	});
	it('never throws, whatever is typed', () => {
		fc.assert(fc.property(fc.string(), (text) => void parseIdNumber(text)));
		fc.assert(fc.property(fc.double(), (value) => void parseIdNumber(value)));
	});
});

describe('phone', () => {
	it('accepts what people write', () => {
		for (const typed of [
			'13812345678',
			' 138 1234 5678 ',
			'+86 138-1234-5678',
			'0086 13812345678',
			'8613812345678',
			'１３８１２３４５６７８',
			13812345678,
		]) {
			expect(parsePhone(typed)).toEqual({ ok: true, value: '13812345678' });
		}
	});
	it('says whether it is too short, too long, not a number or no mobile number', () => {
		expect(parsePhone('1878936663')).toEqual({
			ok: false,
			error: { kind: 'too_short', digits: 10 },
		});
		expect(parsePhone('138123456789')).toEqual({
			ok: false,
			error: { kind: 'too_long', digits: 12 },
		});
		expect(parsePhone('12812345678')).toEqual({ ok: false, error: { kind: 'prefix' } });
		expect(parsePhone('张三')).toEqual({ ok: false, error: { kind: 'characters' } });
		expect(parsePhone('  ')).toEqual({ ok: false, error: { kind: 'empty' } });
	});
	it('reads any valid number the same way however it is decorated', () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }),
				fc.constantFrom('', '+86', '+86 ', '0086-', '＋８６　'),
				fc.boolean(),
				(number, prefix, wide) => {
					const text = prefix + (wide ? toFullWidth(String(number)) : String(number));
					expect(parsePhone(text)).toEqual({ ok: true, value: String(number) });
				},
			),
		);
	});
});

describe('person name', () => {
	it('takes the padding out of a roster name and normalises the middle dot', () => {
		expect(parsePersonName('刘　楠敏')).toEqual({ ok: true, value: '刘楠敏' });
		expect(parsePersonName(' 王　伟 ')).toEqual({ ok: true, value: '王伟' });
		expect(parsePersonName('古丽・阿依木')).toEqual({ ok: true, value: '古丽·阿依木' });
		expect(parsePersonName('𠮷田')).toEqual({ ok: true, value: '𠮷田' });
		expect(parsePersonName('Anna Maria  Müller')).toEqual({ ok: true, value: 'Anna Maria Müller' });
	});
	it('refuses titles, single characters, digits and names over thirty characters', () => {
		expect(parsePersonName('王伟先生')).toEqual({
			ok: false,
			error: { kind: 'title', title: '先生' },
		});
		expect(parsePersonName('王')).toMatchObject({ error: { kind: 'too_short' } });
		expect(parsePersonName('王'.repeat(31))).toMatchObject({ error: { kind: 'too_long' } });
		expect(parsePersonName('王伟3')).toMatchObject({ error: { kind: 'characters' } });
		expect(parsePersonName('')).toMatchObject({ error: { kind: 'empty' } });
	});
	it('pads only names of two ideographs in rosters, and reading undoes it', () => {
		expect(padTwoCharacterName('王伟')).toBe('王　伟');
		expect(padTwoCharacterName('刘楠敏')).toBe('刘楠敏');
		expect(padTwoCharacterName('Li')).toBe('Li');
		expect(parsePersonName(padTwoCharacterName('王伟'))).toEqual({ ok: true, value: '王伟' });
	});
});

describe('unified social credit code', () => {
	it.each(['81340100MC0000012W', '81340826MC0000020H', '81341882MC0000039X'])(
		'accepts %s of a union',
		(code) => {
			expect(parseUscc(code.toLowerCase())).toEqual({ ok: true, value: code });
		},
	);
	it('says what is wrong with one', () => {
		expect(parseUscc('81340100MC00000121')).toMatchObject({
			error: { kind: 'check_digit', expected: 'W', found: '1' },
		});
		expect(parseUscc('81340100MC000001')).toMatchObject({ error: { kind: 'length', length: 16 } });
		expect(parseUscc('81340100MC000001IW')).toMatchObject({ error: { kind: 'characters' } });
		expect(usccCheckDigit('81340826MC0000020')).toBe('H');
	});
});

describe('age', () => {
	it('counts completed years from the birthday itself', () => {
		expect(ageOn('1990-10-14', '2022-10-13')).toBe(31);
		expect(ageOn('1990-10-14', '2022-10-14')).toBe(32);
		expect(ageOn('2004-02-29', '2022-02-28')).toBe(17);
		expect(ageOn('2004-02-29', '2022-03-01')).toBe(18);
	});
	it('knows which days exist', () => {
		expect(isCalendarDate('2024-02-29')).toBe(true);
		expect(isCalendarDate('2023-02-29')).toBe(false);
		expect(isCalendarDate('2023-13-01')).toBe(false);
	});
});
