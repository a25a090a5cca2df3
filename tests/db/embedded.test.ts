import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mailbox } from '$lib/server/mail';
import { startEmbedded, type Embedded } from '$lib/server/embedded';

const dataDir = mkdtempSync(join(tmpdir(), 'huijiang-embedded-'));
let backend: Embedded;
let service: SupabaseClient;

const local =
	(peer: string | null): typeof fetch =>
	(input, init) =>
		backend.fetch(new Request(input, init), peer);

function client(key: string, peer: string | null = '203.0.113.7'): SupabaseClient {
	return createClient('http://embedded.test', key, {
		auth: { persistSession: false, autoRefreshToken: false },
		global: { fetch: local(peer) },
	});
}

beforeAll(async () => {
	backend = await startEmbedded({ dataDir, databaseUrl: null }, null);
	backend.finish();
	service = client(backend.keys.secret, null);
	await backend.database.exec(`
		create view public.test_me with (security_invoker = true) as
			select auth.uid() as id, current_user as role;
		grant select on public.test_me to anon, authenticated, service_role;
	`);
	// The API keeps the schema it read at its start; a migration never runs later.
	await backend.database.connection.clearSchemaCache();
});

afterAll(async () => {
	await backend.close();
	rmSync(dataDir, { recursive: true, force: true });
});

async function signedIn(email: string): Promise<{ id: string; token: string }> {
	const password = 'correct horse battery';
	const made = await service.auth.admin.createUser({ email, password, email_confirm: true });
	expect(made.error).toBeNull();
	const { data, error } = await client(backend.keys.publishable).auth.signInWithPassword({
		email,
		password,
	});
	expect(error).toBeNull();
	return { id: data.user!.id, token: data.session!.access_token };
}

// Without the one-at-a-time rule of database.ts this answers with other people's ids: the library
// begins a transaction for each request on PGlite's only session, and requests interleave.
test('people who ask at the same moment never act as one another', async () => {
	const { publishable, secret } = backend.keys;
	const a = await signedIn('a@example.test');
	const b = await signedIn('b@example.test');
	const askers = [
		{ key: publishable, is: { id: null, role: 'anon' } },
		{ key: secret, is: { id: null, role: 'service_role' } },
		{ key: publishable, token: a.token, is: { id: a.id, role: 'authenticated' } },
		{ key: publishable, token: b.token, is: { id: b.id, role: 'authenticated' } },
	];
	const answers = await Promise.all(
		Array.from({ length: 40 }, async (_, i) => {
			const { key, token, is } = askers[i % askers.length]!;
			const headers = { apikey: key, ...(token && { authorization: `Bearer ${token}` }) };
			const url = 'http://embedded.test/rest/v1/test_me';
			const res = await backend.fetch(new Request(url, { headers }), null);
			return { is, answered: await res.json() };
		}),
	);
	for (const { is, answered } of answers) expect(answered).toEqual([is]);
});

test('the library grants nothing that a migration did not grant by name', async () => {
	const { error } = await client(backend.keys.publishable).from('unions').select('id').limit(1);
	expect(error === null || error.code === '42501').toBe(true);
	const open = await backend.database.query(`
		select c.oid::regclass::text as relation from pg_class c
		where c.relnamespace = 'private'::regnamespace and c.relkind = 'r'
			and (has_table_privilege('anon', c.oid, 'select')
				or has_table_privilege('authenticated', c.oid, 'insert'))`);
	expect(open).toEqual([]);
});

test('a one-time code signs in, once, and ten wrong ones lock the account for a while', async () => {
	const email = 'new@example.test';
	const user = client(backend.keys.publishable);
	expect((await user.auth.signInWithOtp({ email })).error).toBeNull();
	const code = mailbox().find((mail) => mail.to === email)?.code;
	expect(code).toMatch(/^\d{6}$/);
	const verify = (token: string) => user.auth.verifyOtp({ email, token, type: 'email' });
	expect((await verify(code!)).data.user?.email).toBe(email);
	expect((await verify(code!)).error?.status).toBe(403);
	for (let i = 0; i < 9; i++) await verify('000000');
	expect((await verify('000000')).error?.status).toBe(429);
});

test('nobody takes an address by a password alone', async () => {
	const { error } = await client(backend.keys.publishable).auth.signUp({
		email: 'somebody@example.test',
		password: 'correct horse battery',
	});
	expect(error?.code).toBe('signup_disabled');
});

test('the admin API wants the secret key', async () => {
	const { error } = await client(backend.keys.publishable).auth.admin.listUsers();
	expect(error?.status).toBe(403);
	expect((await service.auth.admin.listUsers()).data.users.length).toBeGreaterThan(0);
});

test('the API refuses a request without its key', async () => {
	const res = await backend.fetch(new Request('http://embedded.test/rest/v1/unions'), null);
	expect(res.status).toBe(401);
});
