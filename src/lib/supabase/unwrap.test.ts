import { PostgrestError } from '@supabase/supabase-js';
import { expect, test } from 'vitest';
import { BackendError, call, unwrap } from './unwrap';

const refused = (status: number, code: string, hint = '', details = '') => ({
	data: null,
	status,
	error: new PostgrestError({ message: 'm', code, hint, details }),
});

test('a code raised by the database is an expected failure with its detail', async () => {
	const answer = refused(409, 'PT409', 'division_full', '{"capacity":3}');
	expect(await call(Promise.resolve(answer))).toEqual({
		ok: false,
		error: { code: 'division_full', detail: { capacity: 3 } },
	});
});

test.each([
	[401, '42501', 'not_signed_in'],
	[403, '42501', 'not_permitted'],
	[401, 'PGRST303', 'not_signed_in'],
	[406, 'PGRST116', 'not_found'],
	[0, '', 'unavailable'],
	[503, '', 'unavailable'],
])('status %i with %s is %s', async (status, code, expected) => {
	const result = await call(Promise.resolve(refused(status, code)));
	expect(result.ok ? null : result.error.code).toBe(expected);
});

test('what no rule foresees is thrown', async () => {
	await expect(call(Promise.resolve(refused(500, 'XX000')))).rejects.toThrow(BackendError);
	await expect(call(Promise.resolve(refused(409, 'PT409', 'unheard_of')))).rejects.toThrow();
	expect(() => unwrap(refused(409, 'PT409', 'division_full'))).toThrow(BackendError);
});

test('an answer without an error is its data', async () => {
	const answer = { data: [1, 2], error: null, status: 200 };
	expect(unwrap(answer)).toEqual([1, 2]);
	expect(await call(Promise.resolve(answer))).toEqual({ ok: true, value: [1, 2] });
});
