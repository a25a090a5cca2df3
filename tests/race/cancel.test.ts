import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { actAs, addContest, addPeople, signUp, warm } from './people';
import { startPostgres, type Server } from './postgres';

let server: Server;
beforeAll(async () => {
	server = await startPostgres();
});
afterAll(() => server.stop());

const ROUNDS = 12;

/** Sign-ups meet the cancellation of their event; returns how many stayed in it without a word. */
async function untold(admin: Sql, pool: Sql): Promise<number> {
	const [staff] = await addPeople(admin, 1);
	for (let round = 0; round < ROUNDS; round++) {
		const { eventId, divisions } = await addContest(admin, [null]);
		await admin`insert into public.grants (person_id, role, event_id)
			select id, 'manager', ${eventId} from public.people where user_id = ${staff!}`;
		const users = await addPeople(admin, 30);
		await Promise.all([
			...users.slice(0, 15).map((user) => signUp(pool, user, divisions[0]!)),
			actAs(
				admin,
				staff!,
				(tx) => tx`select public.set_event_status(${eventId}, 'canceled', '场地停用')`,
			),
			...users.slice(15).map((user) => signUp(pool, user, divisions[0]!)),
		]);
	}
	const [row] = await admin<{ count: number }[]>`
		select count(*)::int as count from public.registrations r
		join public.events e on e.id = r.event_id and e.status = 'canceled'
		where r.is_live and not exists (select from public.notifications n
			where n.person_id = r.person_id and n.kind = 'event_canceled' and n.event_id = e.id)`;
	return row!.count;
}

test('nobody gets into an event that is being called off without being told', async () => {
	const admin = await server.database('cancel');
	const pool = server.connect('cancel', 30, { role: 'service_role' });
	await warm(pool);
	expect(await untold(admin, pool)).toBe(0);
});

test('without the shared lock somebody does: the run above can see it', async () => {
	const admin = await server.database('cancel_unlocked');
	const [def] = await admin<{ sql: string }[]>`
		select pg_get_functiondef('private.register'::regproc) as sql`;
	// A pause between reading the status and storing the sign-up stands for a slow moment.
	const changes = [
		[/pg_advisory_xact_lock_shared\([^;]*?\)\)/, '1'],
		[
			"if v_place.status <> 'published'",
			"perform pg_sleep(0.02); if v_place.status <> 'published'",
		],
	] as const;
	const unlocked = changes.reduce((text, [from, to]) => {
		const changed = text.replace(from, to);
		expect(changed).not.toBe(text);
		return changed;
	}, def!.sql);
	await admin.unsafe(unlocked).simple();
	const pool = server.connect('cancel_unlocked', 30, { role: 'service_role' });
	await warm(pool);
	expect(await untold(admin, pool)).toBeGreaterThan(0);
});
