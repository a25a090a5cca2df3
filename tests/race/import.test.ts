import { PostgresError, type Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actAs, addContest, addPeople, hasPlace, places, signUp, told, warm } from './people';
import { startPostgres, type Server } from './postgres';

let server: Server;
let sql: Sql;
let pool: Sql;
beforeAll(async () => {
	server = await startPostgres();
	sql = await server.database('sheets');
	pool = server.connect('sheets', 30);
	await warm(pool);
});
afterAll(() => server.stop());

async function addManager(eventId: string): Promise<string> {
	const [user] = await addPeople(sql, 1);
	await sql`insert into public.grants (person_id, role, event_id)
		select id, 'manager', ${eventId} from public.people where user_id = ${user!}`;
	return user!;
}

const upload = (user: string, eventId: string, rows: object[]) =>
	pool`select outcome from public.import_registrations(${user}, ${eventId}, ${sql.json(rows as never)})`;

test('the same sheet sent ten times at once stores each person once', async () => {
	const { eventId, divisions } = await addContest(sql, [null]);
	const staff = await addManager(eventId);
	const rows = Array.from({ length: 40 }, (_, i) => ({
		key: String(i + 2),
		division_id: divisions[0],
		trade_years: 3,
		person: { name: `表中人${i}`, phone: `139000${String(10000 + i)}` },
	}));
	await Promise.all(Array.from({ length: 10 }, () => upload(staff, eventId, rows)));
	expect(await places(sql, divisions[0]!)).toEqual({ taken: 40, live: 40 });
	const [people] = await sql`select count(*)::int from public.people where name like '表中人%'`;
	expect(people).toEqual({ count: 40 });
});

test('a sheet that moves people while they withdraw leaves true counts and nobody waiting for ever', async () => {
	const { eventId, divisions } = await addContest(sql, [null, null]);
	const staff = await addManager(eventId);
	const users = await addPeople(sql, 40);
	const entries = await Promise.all(
		users.map(async (user, i) => {
			const answer = await signUp(pool, user, divisions[i % 2]!);
			return { user, id: hasPlace(answer) ? answer.id : '', name: '', division: i % 2 };
		}),
	);
	const names = await sql<{ id: string; name: string; user_id: string }[]>`
		select user_id, name, (select r.id from public.registrations r where r.person_id = p.id) as id
		from public.people p where user_id in ${sql(users)}`;
	const nameOf = new Map(names.map((row) => [row.user_id, row.name]));
	const rows = entries.map((entry, i) => ({
		key: String(i + 2),
		registration_id: entry.id,
		division_id: divisions[1 - entry.division],
		trade_years: 5,
		person: { name: nameOf.get(entry.user), phone: null },
	}));
	const sheet = upload(staff, eventId, rows);
	const withdrawals = entries
		.filter((_, i) => i % 3 === 0)
		.map(({ user, id }) => actAs(pool, user, (tx) => tx`select public.withdraw(${id})`));
	const results = await Promise.allSettled([sheet, ...withdrawals]);
	for (const result of results) {
		if (result.status === 'rejected') {
			expect(result.reason).toBeInstanceOf(PostgresError);
			told(result.reason); // throws what is not one of the expected codes
		}
	}
	for (const division of divisions) {
		const { taken, live } = await places(sql, division);
		expect(taken).toBe(live);
	}
});
