import { describe, expect, test } from 'vitest';
import { auditReason, auditSentence } from './sentence';

const entry = {
	actor: '陈静',
	subject: '李红梅',
	union_name: '宿州市',
	payload: {},
	scope: null,
};

describe('a row of the log as a sentence', () => {
	test('names who did what to whom', () => {
		expect(
			auditSentence({ ...entry, action: 'give_grant', payload: { role: 'scanner' } }),
		).toContain('李红梅');
		expect(auditSentence({ ...entry, action: 'confirm_join' })).toContain('宿州市');
	});
	test('says of which event or union a role is, as long as that is known', () => {
		const row = { ...entry, action: 'give_grant', payload: { role: 'scanner' } };
		const of = (scope: string | null) => auditSentence({ ...row, scope });
		expect(of('八段锦晚练')).toContain('八段锦晚练 签到员');
		expect(of('家政技能竞赛')).not.toBe(of('八段锦晚练'));
		expect(of(null)).toContain('“签到员”');
		expect(auditSentence({ ...row, payload: null })).toContain('李红梅');
	});
	test('a change of name shows both names', () => {
		const payload = { from: '赵二', to: '赵三' };
		const text = auditSentence({ ...entry, action: 'change_name', payload });
		expect(text).toMatch(/赵二.*赵三/);
	});
	test('still says what was done when the payload was erased or the subject is gone', () => {
		const text = auditSentence({
			...entry,
			action: 'change_registrations',
			subject: null,
			payload: null,
		});
		expect(text).toContain('陈静');
		expect(auditReason({ payload: null })).toBe('');
	});
	test('an action that has no words yet is shown by its code, not hidden', () => {
		expect(auditSentence({ ...entry, action: 'brand_new' })).toContain('brand_new');
	});
});
