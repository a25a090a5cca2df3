import type { Sql } from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addContest, addPeople, hasPlace, places, signUp, warm, type Told } from './people';
import { startPostgres, type Server } from './postgres';

let server: Server;
let sql: Sql;
beforeAll(async () => {
	server = await startPostgres({ durable: true });
	sql = await server.database('kill');
});
afterAll(() => server.stop());

/**
 * Half-way through a rush something is killed. Whoever then has no answer sends the same request
 * again, as a phone does. Returns what was acknowledged before the kill, and by all in the end.
 */
async function rushThrough(kill: (acknowledged: number) => Promise<void>) {
	const capacity = 120;
	const { divisions } = await addContest(sql, [capacity]);
	const division = divisions[0]!;
	const people = (await addPeople(sql, 300)).map((user) => ({
		user,
		request: crypto.randomUUID(),
	}));
	const pool = server.connect('kill', 30, { role: 'service_role' });
	await warm(pool);

	const before = new Map<string, Told>();
	const killAt = 10 + Math.floor(Math.random() * 60);
	let killing: Promise<void> | undefined;
	let lost = 0;
	await Promise.all(
		people.map(async ({ user, request }) => {
			try {
				const answer = await signUp(pool, user, division, request);
				before.set(user, answer);
				if (before.size === killAt) killing = kill(killAt);
			} catch {
				lost++; // the connection broke: this phone does not know whether it has a place
			}
		}),
	);
	await killing;
	await pool.end({ timeout: 1 });

	const again = server.connect('kill', 30, { role: 'service_role' });
	await until(async () => (await again`select 1`).length === 1);
	const midway = await places(sql, division);
	const after = await Promise.all(
		people.map(async ({ user, request }) => ({
			first: before.get(user),
			second: await signUp(again, user, division, request),
		})),
	);
	return { capacity, lost, midway, after, end: await places(sql, division) };
}

async function until(ready: () => Promise<boolean>): Promise<void> {
	for (let attempt = 1; ; attempt++) {
		try {
			if (await ready()) return;
		} catch (error) {
			if (attempt === 60) throw error;
		}
		await new Promise((resolve) => setTimeout(resolve, 250));
	}
}

function expectNothingLost(run: Awaited<ReturnType<typeof rushThrough>>) {
	expect(run.lost).toBeGreaterThan(0); // else the kill came too late to prove anything
	expect(run.midway.taken).toBe(run.midway.live);
	expect(run.end).toEqual({ taken: run.capacity, live: run.capacity });
	for (const { first, second } of run.after) {
		if (first && hasPlace(first)) expect(second).toEqual(first);
	}
	expect(run.after.filter(({ second }) => hasPlace(second))).toHaveLength(run.capacity);
}

test('when a connection’s process is killed in a rush, no acknowledged place is lost or doubled', async () => {
	const admin = server.connect('kill', 1);
	const run = await rushThrough(async () => {
		const [victim] = await admin<{ pid: number }[]>`
			select pid from pg_stat_activity where usename = 'postgres' and datname = 'kill'
				and state = 'active' and pid <> pg_backend_pid() order by random() limit 1`;
		if (victim) process.kill(victim.pid, 'SIGKILL');
	});
	expectNothingLost(run);
});

test('when the whole server is killed in a rush and started again, no acknowledged place is lost or doubled', async () => {
	expectNothingLost(await rushThrough(() => server.killAndRestart()));
});
