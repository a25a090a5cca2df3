import { expect, it } from 'vitest';
import { nameInitials, withInitials } from './initials.server';

it.each([
	['李红梅', 'lhm'],
	['单雄信', 'sxx'],
	['曾志伟', 'zzw'],
	['欧阳　静', 'oyj'],
	['阿依古丽·买买提', 'ayglmmt'],
	['Li Hongmei', 'lh'],
	['', ''],
])('the initials of %s are %s', (name, initials) => {
	expect(nameInitials(name)).toBe(initials);
});

it('a roster gets them at each entry, and keeps all else', () => {
	const roster = { revision: 7, entries: [{ name: '吴磊', serial: 1 }], admissions: [] };
	expect(withInitials(roster)).toEqual({
		...roster,
		entries: [{ name: '吴磊', serial: 1, initials: 'wl' }],
	});
	expect(withInitials({ code: 'PT403' })).toEqual({ code: 'PT403' });
	expect(withInitials(null)).toBe(null);
});
