import type { Sql } from 'postgres';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { actAs, addContest, addPeople, signUp } from './people';
import { startPostgres, type Server } from './postgres';

let server: Server;
let sql: Sql;
beforeAll(async () => {
	server = await startPostgres();
	sql = await server.database('scans');
});
afterAll(() => server.stop());

interface Row {
	id: string;
	registration_id: string;
	[field: string]: unknown;
}
interface Hall {
	eventId: string;
	scanner: string;
	device: string;
	checkpoint: string;
	registrations: string[];
}

/** A contest with people signed up, and somebody who scans them on one device. */
async function openHall(admin: Sql, people: number): Promise<Hall> {
	const { eventId, divisions } = await addContest(admin, [null]);
	const [scanner = ''] = await addPeople(admin, 1);
	await admin`insert into public.grants (person_id, role, event_id)
		select id, 'scanner', ${eventId} from public.people where user_id = ${scanner}`;
	const registrations: string[] = [];
	for (const user of await addPeople(admin, people)) {
		const place = await signUp(admin, user, divisions[0] ?? '');
		if ('id' in place) registrations.push(place.id);
	}
	const [checkpoint] = await admin<{ id: string }[]>`
		select id from public.checkpoints where event_id = ${eventId}`;
	const device = v7();
	await actAs(
		admin,
		scanner,
		(tx) => tx`select public.enroll_device(${device}, ${eventId}, '东门')`,
	);
	return { eventId, scanner, device, checkpoint: checkpoint?.id ?? '', registrations };
}

function scans(hall: Hall, count: number): Row[] {
	const now = Date.now();
	return Array.from({ length: count }, (_, i) => ({
		id: v7(),
		checkpoint_id: hall.checkpoint,
		registration_id: hall.registrations[i % hall.registrations.length] ?? '',
		way: 'camera',
		direction: 'in',
		gate: '东门',
		code_digest: null,
		pass: null,
		device_time: now - count + i,
		clock_offset: 0,
		local_verdict: 'admitted',
		override_reason: null,
	}));
}

function upload(pool: Sql, hall: Hall, rows: Row[]): Promise<void> {
	const batch = { device_id: hall.device, sent_at: Date.now(), scans: rows };
	return actAs(
		pool,
		hall.scanner,
		(tx) => tx`select public.record_scans(${tx.json(batch as never)})`,
	);
}

async function stored(admin: Sql, hall: Hall) {
	const [row] = await admin<{ scans: number; attended: number; first: string }[]>`
		select (select count(*)::int from public.scans where event_id = ${hall.eventId}) as scans,
			count(*)::int as attended, md5(string_agg(scan_id::text, ',' order by registration_id)) as first
		from public.attendances where event_id = ${hall.eventId}`;
	return row;
}

const batches = (rows: Row[], size: number): Row[][] =>
	Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
		rows.slice(i * size, (i + 1) * size),
	);

describe('devices upload at the same moment', () => {
	test('10,000 scans in batches of 500, and again, are filed once', async () => {
		const hall = await openHall(sql, 1_000);
		const rows = scans(hall, 10_000);
		const begun = performance.now();
		for (const batch of batches(rows, 500)) await upload(sql, hall, batch);
		const seconds = (performance.now() - begun) / 1000;
		const once = await stored(sql, hall);
		expect(once).toMatchObject({ scans: 10_000, attended: 1_000 });
		await Promise.all(batches(rows, 500).map((batch) => upload(sql, hall, batch)));
		expect(await stored(sql, hall)).toEqual(once);
		console.log(`10,000 scans in ${seconds.toFixed(2)} s: ${(10_000 / seconds).toFixed(0)}/s`);
	});

	test('the attendance is the same whatever the order, batching and repetition', async () => {
		const hall = await openHall(sql, 30);
		const rows = scans(hall, 600);
		const shuffled = rows.toSorted(() => Math.random() - 0.5);
		const sent = [...batches(shuffled, 37), ...batches(rows, 101), ...batches(shuffled, 250)];
		await Promise.all(sent.map((batch) => upload(sql, hall, batch)));
		const expected = rows.slice(0, 30).map((row) => row.id);
		const counted = await sql<{ id: string }[]>`
			select scan_id as id from public.attendances where event_id = ${hall.eventId}`;
		expect(counted.map((row) => row.id).sort()).toEqual(expected.sort());
		expect(await stored(sql, hall)).toMatchObject({ scans: 600, attended: 30 });
	});

	test('without the guard against repetition, the same upload counts twice', async () => {
		const bare = await server.database('scans_unguarded');
		const [definition] = await bare<{ text: string }[]>`
			select pg_get_functiondef('private.record_scans(jsonb)'::regprocedure) as text`;
		await bare
			.unsafe(
				`alter table public.scans drop constraint scans_pkey;
			${(definition?.text ?? '').replaceAll('on conflict (id) do nothing', '')}`,
			)
			.simple();
		const hall = await openHall(bare, 5);
		const rows = scans(hall, 20);
		await upload(bare, hall, rows);
		await upload(bare, hall, rows);
		expect((await stored(bare, hall))?.scans).toBeGreaterThan(20);
	});
});
