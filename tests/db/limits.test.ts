import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from 'vitest';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let hefei: string;
beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
});

const server = (sql: string, params: unknown[] = []) =>
	queryAs<Record<string, unknown>>(db, 'service_role', null, sql, params);
const windows = async (bucket: string) =>
	(
		await db.query<{ subject: string; used: number }>(
			'select subject, used from private.rate_windows where bucket = $1 order by subject',
			[bucket],
		)
	).rows;

describe('the windows of rate limits', () => {
	const take = (subject: string, seconds = 3600) =>
		server('select take_token($1, $2, 1000, $3)', [subject, 'sweep', seconds]);

	test('are swept when they ended a day ago, whoever they belonged to', async () => {
		await db.query(
			`insert into private.rate_windows (subject, bucket, window_start, used)
			 select 'stranger ' || n, 'sweep', now() - make_interval(hours => 20 + n), 1
			 from generate_series(1, 150) n`,
		);
		await take('somebody');
		expect(await windows('sweep')).toHaveLength(51); // a hundred at a time, and the new one
		await take('somebody');
		expect(await windows('sweep')).toHaveLength(51); // only a new window sweeps
		await take('somebody else');
		// Four of the last day, and the two that count now.
		expect((await windows('sweep')).map((w) => w.subject)).toEqual([
			'somebody',
			'somebody else',
			'stranger 1',
			'stranger 2',
			'stranger 3',
		]);
	});

	test('never last longer than a day, or they would be swept while they count', async () => {
		expect(await refusal(() => take('somebody', 90_000))).toMatchObject({
			code: 'invalid_input',
		});
	});
});

describe('an account', () => {
	/** Uses up all but one of what an act allows in the window of now. */
	const nearlyUsedUp = (subject: string, act: string, used: number, seconds: number) =>
		db.query(
			`insert into private.rate_windows (subject, bucket, window_start, used)
			 values ($1, $2, to_timestamp(floor(extract(epoch from now()) / $4) * $4), $3)
			 on conflict (subject, bucket, window_start) do update set used = excluded.used`,
			[subject, act, used, seconds],
		);
	const limited = { sqlstate: 'PT429', code: 'rate_limited' };

	test('withdraws 60 times an hour, others are not held up by it', async () => {
		const { divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 9 } });
		const [busy, other] = [
			await addPerson(db, { name: '忙人' }),
			await addPerson(db, { name: '别人' }),
		];
		const again = async ({ userId }: { userId: string }) => {
			const { rows } = await server(`select id from register($1, $2, $3, '{}', 5, '[]')`, [
				userId,
				crypto.randomUUID(),
				divisionIds.育婴员,
			]);
			await queryAs(db, 'authenticated', userId, 'select withdraw($1)', [rows[0]!.id]);
		};
		await nearlyUsedUp(busy.userId, 'withdraw', 59, 3600);
		await again(busy);
		const r = await refusal(() => again(busy));
		expect(r).toMatchObject(limited);
		expect(r.detail.retry_after).toBeGreaterThan(0);
		await again(other);
	});

	test('saves its profile 120 times an hour', async () => {
		const w = await addPerson(db, { name: '忙人' });
		const save = () =>
			queryAs(db, 'authenticated', w.userId, 'select update_profile($1)', [{ name: '王芳' }]);
		await nearlyUsedUp(w.userId, 'update_profile', 119, 3600);
		await save();
		expect(await refusal(save)).toMatchObject(limited);
	});

	test('has a sheet checked 1200 times an hour', async () => {
		const w = await addPerson(db, { name: '忙人' });
		const check = () => server(`select limit_account($1, 'import_check')`, [w.userId]);
		await nearlyUsedUp(w.userId, 'import_check', 1199, 3600);
		await check();
		expect(await refusal(check)).toMatchObject(limited);
	});

	test('an act without a size is a mistake', async () => {
		expect(
			await refusal(() => server(`select limit_account(gen_random_uuid(), 'anything')`)),
		).toMatchObject({ code: 'invalid_input' });
	});

	test('files scans from each of its devices by itself, 1200 batches in ten minutes', async () => {
		const { eventId } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 9 } });
		const w = await addPerson(db, { name: '扫码员' });
		await db.query(`insert into grants (person_id, role, event_id) values ($1, 'scanner', $2)`, [
			w.personId,
			eventId,
		]);
		const asScanner = (sql: string, params: unknown[]) =>
			queryAs(db, 'authenticated', w.userId, sql, params);
		const [busy, beside] = [crypto.randomUUID(), crypto.randomUUID()];
		for (const device of [busy, beside]) {
			await asScanner('select enroll_device($1, $2, $3)', [device, eventId, '东门']);
		}
		const send = (device: string) =>
			asScanner('select record_scans($1)', [
				{ device_id: device, sent_at: Date.now(), scans: [], annulments: [] },
			]);
		await nearlyUsedUp(`${w.userId} ${busy}`, 'record_scans', 1199, 600);
		await send(busy);
		expect(await refusal(() => send(busy))).toMatchObject(limited);
		// The same device in another writing is the same device.
		expect(await refusal(() => send(busy.toUpperCase()))).toMatchObject(limited);
		await send(beside);
	});
});
