import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { told, warm } from './people';
import { startPostgres, type Server } from './postgres';

let server: Server;
let sql: Sql;
beforeAll(async () => {
	server = await startPostgres();
	sql = await server.database('acts');
});
afterAll(() => server.stop());

describe('200 acts of staff over 20 connections', () => {
	async function run(admin: Sql, pool: Sql) {
		await warm(pool);
		const results = await Promise.allSettled(
			Array.from(
				{ length: 200 },
				(_, i) =>
					pool`select private.write_audit(null, 'block', 'person', null, null, ${pool.json({ i })})`,
			),
		);
		const [log] = await admin`select count(*)::int as rows, max(seq)::int as last,
			(select count(*)::int from public.audit_break()) as breaks from public.audit_log`;
		return { failed: results.filter((r) => r.status === 'rejected').length, log };
	}

	test('stand in one order without a gap, and the chain verifies', async () => {
		expect(await run(sql, server.connect('acts', 20))).toEqual({
			failed: 0,
			log: { rows: 200, last: 200, breaks: 0 },
		});
	});

	test('control: without the lock the same run loses acts', async () => {
		const admin = await server.database('acts_free');
		await admin
			.unsafe(
				`do $do$ begin
					execute (select replace(pg_get_functiondef(oid), 'pg_advisory_xact_lock(', 'abs(')
						from pg_proc where oid::regproc::text = 'private.write_audit');
				end $do$;`,
			)
			.simple();
		expect((await run(admin, server.connect('acts_free', 20))).failed).toBeGreaterThan(0);
	});
});

test('servers that start at the same time appoint one first administrator between them', async () => {
	const pool = server.connect('acts', 10);
	await warm(pool);
	const users = await sql<{ id: string }[]>`insert into auth.users (id, email)
		select gen_random_uuid(), n || '@example.test' from generate_series(1, 10) n returning id`;
	const answers = await Promise.all(
		users.map(({ id }) =>
			pool`select public.appoint_first_admin(${id}, ${`${id}@example.test`}, '首任管理员')`.then(
				() => 'appointed',
				(error: unknown) => told(error).code,
			),
		),
	);
	expect(answers.filter((answer) => answer === 'appointed')).toHaveLength(1);
	expect(answers.filter((answer) => answer === 'not_permitted')).toHaveLength(9);
});
