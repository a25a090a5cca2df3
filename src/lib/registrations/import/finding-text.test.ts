import { beforeEach, describe, expect, it } from 'vitest';
import { overwriteGetLocale } from '$lib/paraglide/runtime';
import type { Fault, Finding } from '../domain/import/findings';
import { findingReason } from './finding-text';

const at = (fault: Fault, cell = 'E27'): Finding => ({
	...fault,
	rowKey: 'r27',
	row: 27,
	cell,
	field: 'id_number',
	severity: 'error',
});

describe('words about a finding', () => {
	let locale: 'zh-CN' | 'en' = 'zh-CN';
	beforeEach(() => overwriteGetLocale(() => locale));

	it('name what is wrong, and the mend', () => {
		locale = 'zh-CN';
		const wrongDigit = at({ code: 'id_check_digit', expected: '3', found: '8' });
		expect(findingReason(wrongDigit)).toBe('身份证号最后一位应为 3，填的是 8。请核对证件后改正。');
		expect(findingReason(at({ code: 'phone_too_short', digits: 10 }, 'J55'))).toBe(
			'手机号应为 11 位，少了 1 位。请核对后补全。',
		);
		locale = 'en';
		expect(findingReason(wrongDigit)).toBe(
			'The last character of the ID number should be 3, it is 8. Check the ID card and correct it.',
		);
	});
	it('list rows and offers as people do', () => {
		locale = 'zh-CN';
		expect(findingReason(at({ code: 'two_trades', rows: [47, 48] }, 'G9'))).toContain(
			'第 47、48 行',
		);
		const offers = [
			{ id: '1', name: '育婴员' },
			{ id: '2', name: '保育员' },
		];
		expect(findingReason(at({ code: 'trade_choice', found: '育儿嫂', offers }, 'G9'))).toBe(
			'“育儿嫂”可能是育婴员或保育员的另一个名称。请选择工种。',
		);
	});
});
