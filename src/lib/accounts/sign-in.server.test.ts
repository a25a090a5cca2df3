import { createClient } from '@supabase/supabase-js';
import { beforeEach, expect, test } from 'vitest';
import { provideBackend } from '$lib/supabase/backend.server';
import type { Database } from '$lib/supabase/database.types';
import { offersPhone, verifyCode } from './sign-in.server';

let asked: string[] = [];
let ensured: () => Response;
/** A project that accepts every code. */
const project: typeof fetch = async (input) => {
	const { pathname } = new URL(input instanceof Request ? input.url : input);
	asked.push(pathname);
	if (pathname.endsWith('/rpc/ensure_person')) return ensured();
	if (pathname === '/auth/v1/verify') {
		return Response.json({
			access_token: 'token',
			refresh_token: 'refresh',
			token_type: 'bearer',
			expires_in: 3600,
			user: { id: crypto.randomUUID(), aud: 'authenticated' },
		});
	}
	return new Response(null, { status: 204 });
};
beforeEach(() => {
	asked = [];
	provideBackend({
		url: 'http://project.test',
		publishableKey: 'public',
		secretKey: 'secret',
		fetch: project,
	});
});
const client = () =>
	createClient<Database>('http://project.test', 'public', {
		auth: { persistSession: false, autoRefreshToken: false },
		global: { fetch: project },
	});

test('a phone that is somebody else’s is told, and no session without a person is left', async () => {
	ensured = () =>
		Response.json(
			{ code: 'PT409', hint: 'phone_taken', details: '{"field": "phone"}', message: 'phone_taken' },
			{ status: 409 },
		);
	const user = client();
	const done = await verifyCode(user, { phone: '13900000001' }, '123456', '203.0.113.9');
	expect(done).toEqual({
		ok: false,
		error: { kind: 'failure', failure: { code: 'phone_taken', detail: { field: 'phone' } } },
	});
	expect((await user.auth.getSession()).data.session).toBeNull();
	expect(asked).toContain('/auth/v1/logout');
});

test('a code that is right signs in', async () => {
	ensured = () => Response.json({ id: crypto.randomUUID() });
	const user = client();
	const done = await verifyCode(user, { email: 'a@example.test' }, '123456', '203.0.113.9');
	expect(done).toEqual({ ok: true, value: null });
	expect((await user.auth.getSession()).data.session).not.toBeNull();
});

test.each<[string, () => Promise<Response>, boolean]>([
	['says yes', async () => Response.json({ external: { phone: true } }), true],
	['says no', async () => Response.json({ external: { phone: false } }), false],
	['fails', async () => new Response('', { status: 502 }), false],
	['answers something else', async () => new Response('<html>'), false],
	['cannot be reached', () => Promise.reject(new TypeError('fetch failed')), false],
])('a project that %s: codes by phone are offered accordingly', async (_, answer, offered) => {
	expect(await offersPhone(answer)).toBe(offered);
});
