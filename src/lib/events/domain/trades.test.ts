import { describe, expect, it } from 'vitest';
import { findTrade, tradeAliases } from './trades';

describe('trade catalogue', () => {
	it('knows a renamed trade from its old name and from its new one', () => {
		expect(tradeAliases('婴幼儿发展引导员')).toContain('育婴员');
		expect(tradeAliases('育婴员')[0]).toBe('婴幼儿发展引导员');
		expect(tradeAliases(' 月 嫂 ')).toContain('母婴护理员');
	});
	it('has no aliases for a trade it does not know', () => {
		expect(tradeAliases('宇航员')).toEqual([]);
		expect(findTrade('宇航员')).toBeNull();
	});
});
