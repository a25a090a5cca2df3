import { expect, it } from 'vitest';
import { readNumber } from './number-text';

it('reads numbers as people type them, also with full-width digits', () => {
	expect(readNumber('12')).toBe(12);
	expect(readNumber(' １２．５ ')).toBe(12.5);
	expect(readNumber('8。5')).toBe(8.5);
	expect(readNumber('-3')).toBe(-3);
	expect(readNumber('1,200')).toBe(1200);
	expect(readNumber('8.')).toBe(8);
});

it('takes nothing and what is no number as null, never as zero', () => {
	for (const text of ['', ' ', '-', '.', '1e5', '三', '1.2.3', 'NaN', 'Infinity', '0x10']) {
		expect(readNumber(text)).toBeNull();
	}
});
