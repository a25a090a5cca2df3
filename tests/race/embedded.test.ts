import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient } from '@supabase/supabase-js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded, type Embedded } from '$lib/server/embedded';
import { startPostgres, type Server } from './postgres';

const dataDir = mkdtempSync(join(tmpdir(), 'huijiang-embedded-'));
let postgres: Server;
let servers: Embedded[] = [];

beforeAll(async () => {
	postgres = await startPostgres({ major: 17 });
	const admin = postgres.connect('postgres', 1);
	await admin.unsafe('create database bare template template0');
	const { host, port, user, pass } = admin.options;
	const databaseUrl = `postgres://${user}:${String(pass)}@${host[0]}:${port[0]}/bare`;
	await admin.end();
	// Two servers on one empty database, started at the same moment: one migrates, the other waits.
	servers = await Promise.all([
		startEmbedded({ dataDir, databaseUrl }, null),
		startEmbedded({ dataDir, databaseUrl }, null),
	]);
});

afterAll(async () => {
	await Promise.all(servers.map((server) => server.close()));
	await postgres.stop();
	rmSync(dataDir, { recursive: true, force: true });
});

test('two servers on one Postgres serve the same people at the same time', async () => {
	const client = (server: Embedded, key: 'publishable' | 'secret') =>
		createClient('http://embedded.test', server.keys[key], {
			auth: { persistSession: false, autoRefreshToken: false },
			global: { fetch: (input, init) => server.fetch(new Request(input, init), null) },
		});
	const [one, other] = servers as [Embedded, Embedded];
	const account = { email: 'a@example.test', password: 'correct horse battery' };
	const made = await client(one, 'secret').auth.admin.createUser({
		...account,
		email_confirm: true,
		user_metadata: { note: 'kept as an object' },
	});
	expect(made.data.user?.user_metadata).toEqual({ note: 'kept as an object' });

	const user = client(other, 'publishable');
	expect((await user.auth.signInWithPassword(account)).error).toBeNull();
	const answers = await Promise.all([
		...Array.from({ length: 60 }, () => user.rpc('ensure_person')),
		...Array.from({ length: 60 }, () => client(one, 'publishable').from('unions').select('id')),
	]);
	expect(answers.map((answer) => answer.error?.message).filter(Boolean)).toEqual([]);
	expect(answers[0]?.data).toMatchObject({
		created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+\+00:00$/) as string,
	});
});

test('what the database says on a topic reaches the live clients of every server', async () => {
	const heard = servers.map(
		(server) =>
			new Promise((done) => {
				server.hub.broadcast = (topic, event, payload) => {
					done({ topic, event, payload });
					return 1;
				};
			}),
	);
	await servers[0]!.database.query(
		`select realtime.send('{"revision": 7}'::jsonb, 'changed', 'event:1', false)`,
	);
	const message = { topic: 'event:1', event: 'changed', payload: { revision: 7 } };
	expect(await Promise.all(heard)).toEqual([message, message]);
});
