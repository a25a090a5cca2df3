import type { Sql } from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actAs, addContest, addPeople, hasPlace, places, signUp, told, warm } from './people';
import { startPostgres, type Server } from './postgres';

let server: Server;
let sql: Sql;
let rush: Sql;
beforeAll(async () => {
	server = await startPostgres();
	sql = await server.database('rush');
	rush = server.connect('rush', 50, { role: 'service_role' });
	await warm(rush);
});
afterAll(() => server.stop());

/** The same schema with some of its guards taken out: the same run must then go wrong. */
async function withoutGuards(name: string, statements: string) {
	const admin = await server.database(name);
	await admin.unsafe(statements).simple();
	const pool = server.connect(name, 50, { role: 'service_role' });
	await warm(pool);
	return { admin, pool };
}

const CARELESS_COUNT = `
	alter table public.division_places drop constraint divisions_not_oversold;
	create or replace function private.count_registration() returns trigger
		language plpgsql security definer set search_path = '' as $$
	declare
		v_change constant int := case when new.status in ('pending', 'approved') then 1 else -1 end;
		v_taken int;
		v_capacity int;
	begin
		select taken, capacity into v_taken, v_capacity from public.division_places where division_id = new.division_id;
		if v_change = 1 and v_taken >= v_capacity then perform private.raise('division_full'); end if;
		update public.division_places set taken = v_taken + v_change where division_id = new.division_id;
		return null;
	end $$;`;

describe('300 people meet 40 places over 50 connections', () => {
	async function run(admin: Sql, pool: Sql) {
		const { divisions } = await addContest(admin, [40]);
		const users = await addPeople(admin, 300);
		const answers = await Promise.all(users.map((user) => signUp(pool, user, divisions[0]!)));
		return { answers, ...(await places(admin, divisions[0]!)) };
	}

	test('exactly 40 get a place, and everybody is told the true state', async () => {
		const { answers, taken, live } = await run(sql, rush);
		expect({ taken, live }).toEqual({ taken: 40, live: 40 });
		const granted = answers.filter(hasPlace);
		expect(new Set(granted.map((a) => a.id)).size).toBe(40);
		const stored = await sql<{ id: string }[]>`
			select id from public.registrations where id in ${sql(granted.map((a) => a.id))}`;
		expect(stored).toHaveLength(40);
		const refused = answers.filter((a) => !hasPlace(a));
		expect(refused).toHaveLength(260);
		expect(new Set(refused)).toEqual(new Set(refused.map(() => ({ code: 'division_full' }))));
	});

	test('control: with a careless count the same rush oversells', async () => {
		const { admin, pool } = await withoutGuards('rush_careless', CARELESS_COUNT);
		const { live, answers } = await run(admin, pool);
		expect(live).toBeGreaterThan(40);
		expect(answers.filter(hasPlace).length).toBe(live);
	});
});

describe('one person signs up 20 times at once with different requests', () => {
	async function run(admin: Sql, pool: Sql) {
		const { divisions } = await addContest(admin, [100]);
		const [user] = await addPeople(admin, 1);
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => signUp(pool, user!, divisions[0]!)),
		);
		return { answers, ...(await places(admin, divisions[0]!)) };
	}

	test('one registration is live, and the others are told that it is there', async () => {
		const { answers, taken, live } = await run(sql, rush);
		expect({ taken, live }).toEqual({ taken: 1, live: 1 });
		expect(answers.filter(hasPlace)).toHaveLength(1);
		for (const answer of answers.filter((a) => !hasPlace(a))) {
			expect(answer).toEqual({ code: 'already_registered' });
		}
	});

	test('control: without the unique indexes the same run stores several', async () => {
		const { admin, pool } = await withoutGuards(
			'rush_twice',
			'drop index public.registrations_once; drop index public.registrations_one_trade;',
		);
		expect((await run(admin, pool)).live).toBeGreaterThan(1);
	});

	test('of several trades where one is the rule, exactly one is live', async () => {
		const { eventId, divisions } = await addContest(sql, [9, 9, 9, 9, 9]);
		const [user] = await addPeople(sql, 1);
		const answers = await Promise.all(divisions.map((division) => signUp(rush, user!, division)));
		expect(answers.filter(hasPlace)).toHaveLength(1);
		for (const answer of answers.filter((a) => !hasPlace(a))) {
			expect(answer).toEqual({ code: 'one_trade_only' });
		}
		const [count] = await sql`
			select sum(p.taken)::int as taken from public.division_places p
			join public.divisions d on d.id = p.division_id where d.event_id = ${eventId}`;
		expect(count).toEqual({ taken: 1 });
	});
});

describe('one request is sent 20 times at once', () => {
	async function run(admin: Sql, pool: Sql) {
		const { divisions } = await addContest(admin, [100]);
		const [user] = await addPeople(admin, 1);
		const request = crypto.randomUUID();
		const answers = await Promise.all(
			Array.from({ length: 20 }, () => signUp(pool, user!, divisions[0]!, request)),
		);
		return { answers, ...(await places(admin, divisions[0]!)) };
	}

	test('it has one effect, and every sender gets the same registration', async () => {
		const { answers, taken, live } = await run(sql, rush);
		expect({ taken, live }).toEqual({ taken: 1, live: 1 });
		expect(answers.every(hasPlace)).toBe(true);
		expect(new Set(answers.filter(hasPlace).map((a) => a.id)).size).toBe(1);
	});

	test('control: without the wait for itself and the unique indexes the same run has several effects', async () => {
		const { admin, pool } = await withoutGuards(
			'rush_request',
			`drop index public.registrations_once; drop index public.registrations_one_trade;
			alter table public.registrations drop constraint registrations_request_id_key;
			do $do$ begin
				execute (select replace(pg_get_functiondef(oid), 'pg_advisory_xact_lock(', 'abs(')
					from pg_proc where oid::regproc::text = 'private.register');
			end $do$;`,
		);
		expect((await run(admin, pool)).live).toBeGreaterThan(1);
	});

	test('an id used for two divisions counts for one, and the other is told of the mismatch', async () => {
		for (let round = 0; round < 5; round++) {
			const { divisions } = await addContest(sql, [9, 9], false);
			const [user] = await addPeople(sql, 1);
			const request = crypto.randomUUID();
			const answers = await Promise.all(
				Array.from({ length: 20 }, (_, i) => signUp(rush, user!, divisions[i % 2]!, request)),
			);
			const both = await Promise.all(divisions.map((division) => places(sql, division)));
			expect(both.map((p) => p.live).sort()).toEqual([0, 1]);
			const winner = both.findIndex((p) => p.live === 1);
			answers.forEach((answer, i) => {
				if (i % 2 === winner) expect(hasPlace(answer)).toBe(true);
				else expect(answer).toEqual({ code: 'request_mismatch' });
			});
		}
	});
});

describe('withdrawals meet sign-ups', () => {
	const CAPACITY = 15;
	const ROUNDS = 30;

	/** 40 people sign up and withdraw in turn, each at their own pace, for a bounded number of rounds. */
	async function run(admin: Sql, pool: Sql, staff: Sql) {
		const { divisions } = await addContest(admin, [CAPACITY]);
		const division = divisions[0]!;
		const users = await addPeople(admin, 40);
		const ends = performance.now() + 3000;
		let oversold = 0;
		await Promise.all(
			users.map(async (user) => {
				for (let round = 0; round < ROUNDS && performance.now() < ends; round++) {
					const answer = await signUp(pool, user, division);
					if (!hasPlace(answer)) continue;
					if (round % 5 === 0 && (await places(admin, division)).live > CAPACITY) oversold++;
					await actAs(staff, user, (tx) => tx`select public.withdraw(${answer.id})`);
				}
			}),
		);
		// Then everybody comes once more: a place lost on the way would be missing now.
		const last = await Promise.all(users.map((user) => signUp(pool, user, division)));
		return { oversold, granted: last.filter(hasPlace).length, ...(await places(admin, division)) };
	}

	test('the count is always the live registrations, and no place is lost', async () => {
		const staff = server.connect('rush', 20);
		expect(await run(sql, rush, staff)).toEqual({
			oversold: 0,
			granted: CAPACITY,
			taken: CAPACITY,
			live: CAPACITY,
		});
	});

	test('control: with a careless count the same run loses its count', async () => {
		const { admin, pool } = await withoutGuards('rush_withdraw', CARELESS_COUNT);
		const { taken, live } = await run(admin, pool, server.connect('rush_withdraw', 20));
		expect(taken === live && live === CAPACITY).toBe(false);
	});
});

test('two staff who cancel people of the same divisions at once never wait for each other', async () => {
	const { eventId, divisions } = await addContest(sql, [null, null]);
	const users = await addPeople(sql, 81);
	const staff = users.pop()!;
	await sql`insert into public.grants (person_id, role, event_id)
		select id, 'manager', ${eventId} from public.people where user_id = ${staff}`;
	const ids = await Promise.all(
		users.map(async (user, i) => {
			const answer = await signUp(rush, user, divisions[i % 2]!);
			return hasPlace(answer) ? answer.id : '';
		}),
	);
	const pool = server.connect('rush', 8);
	await warm(pool);
	const batches = Array.from({ length: 8 }, (_, i) => ids.filter((__, at) => at % 8 === i));
	// Half of the batches hold the divisions in one order, half in the other.
	const mixed = batches.map((_, i) => [
		...batches[i]!.slice(0, 5),
		...batches[(i + 1) % 8]!.slice(5),
	]);
	await Promise.all(
		mixed.map((batch) =>
			actAs(
				pool,
				staff,
				(tx) => tx`select public.change_registrations(${eventId}, ${batch}, 'cancel', '重复报名')`,
			).catch(told),
		),
	);
	for (const division of divisions) {
		expect(await places(sql, division)).toEqual({ taken: 0, live: 0 });
	}
});
