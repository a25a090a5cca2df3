import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { getAuthSchemaSql } from '@supabase/lite';
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
		create view public.test_time as select
			timestamptz '2026-11-24 18:43:44.157+08' as at,
			array[timestamptz '2026-11-24 10:43:44Z'] as times,
			date '2026-11-24' as day,
			timestamp '2026-11-24 08:30' as wall;
		grant select on public.test_time to authenticated;
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
	// What a role is given by: the code proved that the address is theirs.
	expect(
		await backend.database.query(
			'select from auth.users where email = $1 and email_confirmed_at is not null',
			[email],
		),
	).toHaveLength(1);
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

test('times come as PostgREST writes them, which every browser can read', async () => {
	const { token } = await signedIn('time@example.test');
	const headers = { apikey: backend.keys.publishable, authorization: `Bearer ${token}` };
	const url = 'http://embedded.test/rest/v1/test_time';
	const [row] = await (await backend.fetch(new Request(url, { headers }), null)).json();
	expect(row).toEqual({
		at: '2026-11-24T10:43:44.157+00:00',
		times: ['2026-11-24T10:43:44+00:00'],
		day: '2026-11-24',
		wall: '2026-11-24T08:30:00',
	});
});

test('the accounts table is the same whether the prelude or the library makes it', async () => {
	const columns = `select column_name, data_type, is_nullable, is_generated from information_schema.columns
		where table_schema = 'auth' and table_name = 'users' order by column_name`;
	const ours = await backend.database.query(columns);
	const library = await PGlite.create();
	for (const statement of getAuthSchemaSql(false).split(/;\s*$/m)) await library.exec(statement);
	const theirs = (await library.query(columns)).rows;
	await library.close();
	expect(ours).toEqual(theirs);
});
