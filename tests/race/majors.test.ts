import { afterAll, describe, expect, test } from 'vitest';
import { addContest, addPeople, hasPlace, places, signUp } from './people';
import { startPostgres, type Major, type Server } from './postgres';

const running: Server[] = [];
afterAll(() => Promise.all(running.map((server) => server.stop())));

// 15 and 17 are what Supabase runs; 18 is what a fresh installation of Postgres brings.
describe.each([15, 17, 18] as Major[])('on PostgreSQL %i', (major) => {
	test('every migration applies, and a rush gives away exactly the places there are', async () => {
		const server = await startPostgres({ major });
		running.push(server);
		const sql = await server.database('majors');
		const [version] = await sql`select current_setting('server_version_num')::int / 10000 as major`;
		expect(version).toEqual({ major });
		const { divisions } = await addContest(sql, [5]);
		const users = await addPeople(sql, 30);
		const answers = await Promise.all(users.map((user) => signUp(sql, user, divisions[0]!)));
		expect(answers.filter(hasPlace)).toHaveLength(5);
		expect(await places(sql, divisions[0]!)).toEqual({ taken: 5, live: 5 });
		expect(await sql`select * from public.audit_break()`).toHaveLength(0);
	});
});
