import type { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { v7 } from 'uuid';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

interface Answer {
	id: string;
	result: 'recorded' | 'refused';
	field?: string;
	verdict?: string;
	advice?: { kind: string; gate?: string };
}
interface BatchAnswer {
	scans: Answer[];
	annulments: Answer[];
	serverTime: number;
}

let db: PGlite;
let hefei: string;
let event: string;
let division: string;
let checkpoint: string;
let scanner: { userId: string; personId: string };
let worker: { userId: string; personId: string };
let manager: { userId: string; personId: string };

beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
	scanner = await addPerson(db, { name: '张检' });
	worker = await addPerson(db, { name: '李红梅', phone: '13855512345', unionId: hefei });
	manager = await addPerson(db, { name: '王主任' });
	({ event, division, checkpoint } = await newEvent());
});
afterAll(() => db.close());

async function newEvent() {
	const made = await addEvent(db, { unionId: hefei, divisions: { 育婴员: null } });
	const grant = 'insert into public.grants (person_id, role, event_id) values ($1, $2, $3)';
	await db.query(grant, [scanner.personId, 'scanner', made.eventId]);
	await db.query(grant, [manager.personId, 'manager', made.eventId]);
	const { rows } = await db.query<{ id: string }>(
		'select id from public.checkpoints where event_id = $1',
		[made.eventId],
	);
	return {
		event: made.eventId,
		division: made.divisionIds['育婴员'] ?? '',
		checkpoint: rows[0]?.id ?? '',
	};
}

async function register(into: string, name = '选手甲'): Promise<string> {
	const person = await addPerson(db, { name, unionId: hefei });
	const { rows } = await queryAs<{ id: string }>(
		db,
		'service_role',
		null,
		`select id from public.register($1, $2, $3, '{}', 5, '[]')`,
		[person.userId, crypto.randomUUID(), into],
	);
	return rows[0]?.id ?? '';
}

async function enroll(name: string, on = event): Promise<string> {
	const id = v7();
	await queryAs(db, 'authenticated', scanner.userId, 'select public.enroll_device($1, $2, $3)', [
		id,
		on,
		name,
	]);
	return id;
}

function scan(registration: string | null, changes: Record<string, unknown> = {}) {
	return {
		id: v7(),
		checkpoint_id: checkpoint,
		registration_id: registration,
		way: 'camera',
		direction: 'in',
		gate: '东门',
		code_digest: null,
		pass: null,
		device_time: Date.now(),
		clock_offset: 0,
		local_verdict: 'admitted',
		override_reason: null,
		...changes,
	};
}

async function upload(
	device: string,
	scans: unknown,
	annulments: unknown = [],
	as = scanner.userId,
): Promise<BatchAnswer> {
	const { rows } = await queryAs<{ answer: BatchAnswer }>(
		db,
		'authenticated',
		as,
		'select public.record_scans($1) as answer',
		[JSON.stringify({ device_id: device, sent_at: Date.now(), scans, annulments })],
	);
	if (!rows[0]) throw new Error('no answer');
	return rows[0].answer;
}

/** What the log says about an event since it was made. */
async function logged(of: string): Promise<[string, unknown][]> {
	const { rows } = await db.query<{ action: string; payload: unknown }>(
		`select action, payload from public.audit_log l join public.audit_payloads using (seq)
		 where subject_id = $1 order by seq`,
		[of],
	);
	return rows.map(({ action, payload }) => [action, payload]);
}

interface Figures {
	expected: number;
	arrived: number;
	unexpected: number;
	conflicts: { kind: string; gate: string; otherGate: string | null }[];
	timeline: { count: number }[];
	byTeam: { name: string; expected: number; arrived: number }[];
}
async function figures(of: string): Promise<Figures> {
	const { rows } = await queryAs<{ f: Figures }>(
		db,
		'authenticated',
		scanner.userId,
		'select public.event_attendance($1) as f',
		[of],
	);
	if (!rows[0]) throw new Error('no answer');
	return rows[0].f;
}

describe('an event', () => {
	it('has a checkpoint from the start', () => {
		expect(checkpoint).toMatch(/^[0-9a-f-]{36}$/);
	});
});

describe('an upload', () => {
	it('files each scan with its verdict, once, however often it is sent', async () => {
		const device = await enroll('东门');
		const row = scan(await register(division));
		for (let i = 0; i < 3; i++) {
			const { scans } = await upload(device, [row, row]);
			expect(scans.map((s) => [s.result, s.verdict, s.advice?.kind])).toEqual([
				['recorded', 'admitted', 'admitted'],
				['recorded', 'admitted', 'admitted'],
			]);
		}
		const { rows } = await db.query('select id from public.scans where id = $1', [row.id]);
		expect(rows).toHaveLength(1);
	});

	it('advises of an earlier admission, whichever device made it', async () => {
		const [east, west] = [await enroll('东门'), await enroll('西门')];
		const who = await register(division);
		const now = Date.now();
		await upload(east, [scan(who, { device_time: now - 60_000 })]);
		const { scans } = await upload(west, [scan(who, { device_time: now, gate: '西门' })]);
		expect(scans[0]).toMatchObject({
			verdict: 'admitted',
			advice: { kind: 'already_checked_in', gate: '东门' },
		});
	});

	it('gives one attendance and one conflict for two offline devices, in either order', async () => {
		for (const order of ['east first', 'west first']) {
			const fresh = await newEvent();
			const [east, west] = [await enroll('东门', fresh.event), await enroll('西门', fresh.event)];
			const who = await register(fresh.division);
			const now = Date.now();
			const at = { checkpoint_id: fresh.checkpoint };
			const rows: [string, ReturnType<typeof scan>][] = [
				[east, scan(who, { ...at, device_time: now - 120_000 })],
				[west, scan(who, { ...at, device_time: now - 60_000, gate: '西门' })],
			];
			if (order === 'west first') rows.reverse();
			for (const [device, row] of rows) await upload(device, [row]);
			const found = await figures(fresh.event);
			expect(found).toMatchObject({ expected: 1, arrived: 1 });
			expect(found.conflicts.filter((c) => c.kind === 'twice')).toMatchObject([
				{ gate: '西门', otherGate: '东门' },
			]);
		}
	});

	it('judges by the state at the time of the scan, not at the upload', async () => {
		const device = await enroll('东门');
		const who = await register(division);
		const before = Date.now() + 1;
		await new Promise((resolve) => setTimeout(resolve, 5));
		await queryAs(
			db,
			'authenticated',
			manager.userId,
			`select public.change_registrations($1, array[$2]::uuid[], 'cancel', '未到')`,
			[event, who],
		);
		const { scans } = await upload(device, [
			scan(who, { device_time: before }),
			scan(who, { device_time: Date.now() + 1000 }),
		]);
		expect(scans.map((s) => s.verdict)).toEqual(['admitted', 'canceled']);
	});

	it('corrects the time of a device that is seven minutes fast, and lists it', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		const who = await register(fresh.division);
		const row = scan(who, {
			checkpoint_id: fresh.checkpoint,
			device_time: Date.now() + 420_000,
			clock_offset: -420_000,
		});
		await upload(device, [row]);
		const { rows } = await db.query<{ off: number }>(
			'select abs(extract(epoch from received_at - corrected_at))::int as off from public.scans where id = $1',
			[row.id],
		);
		expect(rows[0]?.off).toBeLessThan(5);
		expect((await figures(fresh.event)).conflicts.map((c) => c.kind)).toContain('clock');
	});

	it('takes an unlisted pass, a foreign one and a code of nobody as the facts they are', async () => {
		const device = await enroll('东门');
		await db.query(
			`insert into public.pass_keys (kid, public_key) values (7, '{"kty":"EC","crv":"P-256","x":"a","y":"b"}')
			 on conflict do nothing`,
		);
		const pass = {
			kid: 7,
			eventId: event,
			registrationId: crypto.randomUUID(),
			serial: 1,
			division: 1,
			notBefore: 0,
			notAfter: 4294967295,
		};
		const { scans } = await upload(device, [
			scan(null, { pass, local_verdict: 'admitted_unlisted' }),
			scan(null, { pass: { ...pass, eventId: crypto.randomUUID() }, local_verdict: 'foreign' }),
			scan(null, { local_verdict: 'invalid' }),
			scan(null, { pass: { ...pass, kid: 200 }, local_verdict: 'admitted_unlisted' }),
		]);
		expect(scans.map((s) => s.verdict)).toEqual([
			'admitted_unlisted',
			'foreign',
			'invalid',
			'invalid',
		]);
	});

	it('undoes by a fact of its own, also when the undoing arrives first', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		const row = scan(await register(fresh.division), { checkpoint_id: fresh.checkpoint });
		const undo = { id: v7(), scan_id: row.id, reason: '扫错人', at: Date.now() };
		await upload(device, [], [undo]);
		await upload(device, [row], [undo]);
		expect(await figures(fresh.event)).toMatchObject({ expected: 1, arrived: 0 });
	});

	it('keeps who came among those who came, whatever becomes of the registration', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		const [came, missing] = [
			await register(fresh.division, '到场甲'),
			await register(fresh.division, '未到乙'),
		];
		await upload(device, [scan(came, { checkpoint_id: fresh.checkpoint })]);
		const listed = async (arrival: string) =>
			(
				await queryAs<{ name: string; arrived: boolean }>(
					db,
					'authenticated',
					manager.userId,
					'select name, arrived_at is not null as arrived from list_registrations($1, $2)',
					[fresh.event, { arrival }],
				)
			).rows;
		expect(await listed('missing')).toEqual([{ name: '未到乙', arrived: false }]);

		const owner = await db.query<{ user_id: string }>(
			'select p.user_id from people p join registrations r on r.person_id = p.id where r.id = $1',
			[came],
		);
		const withdrawal = () =>
			queryAs(db, 'authenticated', owner.rows[0]?.user_id ?? '', 'select public.withdraw($1)', [
				came,
			]);
		expect(await refusal(withdrawal)).toMatchObject({ code: 'already_attended' });

		await queryAs(
			db,
			'authenticated',
			manager.userId,
			`select change_registrations($1, $2, 'cancel', '成绩作废')`,
			[fresh.event, [came, missing]],
		);
		expect(await figures(fresh.event)).toMatchObject({
			expected: 1,
			arrived: 1,
			unexpected: 1,
			byTeam: [{ expected: 1, arrived: 1 }],
		});
		expect(await listed('arrived')).toEqual([{ name: '到场甲', arrived: true }]);
		expect(await listed('missing')).toEqual([]);
	});

	it('lets somebody withdraw whose arrival was undone', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		const person = await addPerson(db, { name: '误扫丙', unionId: hefei });
		const { rows } = await queryAs<{ id: string }>(
			db,
			'service_role',
			null,
			`select id from public.register($1, $2, $3, '{}', 5, '[]')`,
			[person.userId, crypto.randomUUID(), fresh.division],
		);
		const row = scan(rows[0]?.id ?? '', { checkpoint_id: fresh.checkpoint });
		await upload(device, [row], [{ id: v7(), scan_id: row.id, reason: '', at: Date.now() }]);
		await queryAs(db, 'authenticated', person.userId, 'select public.withdraw($1)', [rows[0]?.id]);
		expect(await figures(fresh.event)).toMatchObject({ expected: 0, arrived: 0 });
	});

	it('undoes for a device what that device has done, and for a manager anything', async () => {
		const fresh = await newEvent();
		const [east, west] = [await enroll('东门', fresh.event), await enroll('西门', fresh.event)];
		const at = { checkpoint_id: fresh.checkpoint };
		const rows = [
			scan(await register(fresh.division), at),
			scan(await register(fresh.division), at),
			scan(await register(fresh.division), at),
		];
		await upload(east, rows);
		const undo = (row?: { id: string }, reason = '') => [
			{ id: v7(), scan_id: row?.id, reason, at: Date.now() },
		];
		// Another gate's scan: filed as what it is, and without effect anywhere.
		expect((await upload(west, [], undo(rows[0]))).annulments[0]?.result).toBe('recorded');
		expect(await figures(fresh.event)).toMatchObject({ arrived: 3 });
		const seen = await queryAs<{ r: { annulled: string[]; admissions: { id: string }[] } }>(
			db,
			'authenticated',
			scanner.userId,
			'select public.scan_roster($1) as r',
			[fresh.event],
		);
		expect(seen.rows[0]?.r.admissions).toHaveLength(3);
		const again = scan(rows[0]?.registration_id ?? '', { ...at, device_time: Date.now() + 1000 });
		const { scans } = await upload(east, [again]);
		expect(scans[0]?.advice?.kind).toBe('already_checked_in');
		await upload(east, [], undo(rows[1]));
		expect(await figures(fresh.event)).toMatchObject({ arrived: 2 });

		expect(await logged(fresh.event)).toEqual([]);
		await upload(west, [], undo(rows[2], '认错人'), manager.userId);
		expect(await figures(fresh.event)).toMatchObject({ arrived: 1 });
		expect(await logged(fresh.event)).toEqual([
			[
				'annul_scan',
				{ scan: rows[2]?.id, registration: rows[2]?.registration_id, reason: '认错人' },
			],
		]);
	});

	it('undoes from the desk with a reason, once, and writes it down', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		const row = scan(await register(fresh.division), { checkpoint_id: fresh.checkpoint });
		await upload(device, [row]);
		const annul = (id: string, reason: string, as = manager.userId) =>
			queryAs(db, 'authenticated', as, 'select public.annul_scan($1, $2, $3)', [
				id,
				row.id,
				reason,
			]);
		expect(await refusal(() => annul(v7(), '  '))).toMatchObject({ code: 'reason_required' });
		const scanners = await refusal(() => annul(v7(), '认错人', scanner.userId));
		expect(scanners.code).toBe('not_permitted');
		const id = v7();
		await annul(id, '认错人');
		await annul(id, '认错人');
		expect(await figures(fresh.event)).toMatchObject({ arrived: 0 });
		expect(await logged(fresh.event)).toEqual([
			['annul_scan', { scan: row.id, registration: row.registration_id, reason: '认错人' }],
		]);
	});

	it('answers each bad row by its field and files the good ones beside it', async () => {
		const device = await enroll('东门');
		const good = scan(await register(division));
		const bad: [string, unknown][] = [
			['row', 5],
			['row', null],
			['id', scan(null, { id: 'x' })],
			['id', scan(null, { id: null })],
			['checkpoint_id', scan(null, { checkpoint_id: [] })],
			['checkpoint_id', scan(null, { checkpoint_id: crypto.randomUUID() })],
			['registration_id', scan(null, { registration_id: 12 })],
			['way', scan(null, { way: 'telepathy' })],
			['direction', scan(null, { direction: null })],
			['gate', scan(null, { gate: 'x'.repeat(41) })],
			['code_digest', scan(null, { code_digest: 'zz' })],
			['device_time', scan(null, { device_time: 'yesterday' })],
			['device_time', scan(null, { device_time: -1 })],
			['device_time', scan(null, { device_time: 1e300 })],
			['clock_offset', scan(null, { clock_offset: 9e18 })],
			['clock_offset', scan(null, { clock_offset: {} })],
			['local_verdict', scan(null, { local_verdict: 'fine' })],
			['override_reason', scan(null, { override_reason: '   ' })],
			['pass', scan(null, { pass: [] })],
			['pass', scan(null, { pass: { eventId: event } })],
			[
				'pass',
				scan(null, {
					pass: {
						kid: 256,
						eventId: event,
						registrationId: event,
						serial: 1,
						division: 1,
						notBefore: 1e30,
						notAfter: 1,
					},
				}),
			],
		];
		const { scans } = await upload(device, [...bad.map(([, row]) => row), good]);
		expect(scans.slice(0, -1).map((s) => [s.result, s.field])).toEqual(
			bad.map(([field]) => ['refused', field]),
		);
		expect(scans.at(-1)).toMatchObject({ id: good.id, result: 'recorded' });
	});

	it('refuses an id that another device has used', async () => {
		const row = scan(await register(division));
		await upload(await enroll('东门'), [row]);
		const { scans } = await upload(await enroll('西门'), [row]);
		expect(scans[0]).toMatchObject({ result: 'refused', field: 'id' });
	});

	it('is refused as a whole with the field that is wrong', async () => {
		const device = await enroll('东门');
		const send = (batch: unknown) =>
			refusal(() =>
				queryAs(db, 'authenticated', scanner.userId, 'select public.record_scans($1)', [
					JSON.stringify(batch),
				]),
			);
		expect(await send([])).toMatchObject({ code: 'invalid_input', detail: { field: 'batch' } });
		expect(await send({ device_id: device, scans: 5 })).toMatchObject({
			detail: { field: 'scans' },
		});
		expect(await send({ device_id: device, annulments: {} })).toMatchObject({
			detail: { field: 'annulments' },
		});
		expect(await send({ device_id: 'x' })).toMatchObject({ detail: { field: 'device_id' } });
		expect(await send({ device_id: device, sent_at: 'now' })).toMatchObject({
			detail: { field: 'sent_at' },
		});
		const many = Array.from({ length: 501 }, () => 0);
		expect(await send({ device_id: device, scans: many })).toMatchObject({
			code: 'batch_too_large',
			sqlstate: 'PT413',
		});
	});

	it('is taken from a revoked device, and what it scanned since is kept apart', async () => {
		const fresh = await newEvent();
		const device = await enroll('丢失的手机', fresh.event);
		const [a, b] = [await register(fresh.division), await register(fresh.division)];
		const at = { checkpoint_id: fresh.checkpoint };
		const early = scan(a, { ...at, device_time: Date.now() - 5 });
		await queryAs(db, 'authenticated', manager.userId, 'select public.revoke_device($1)', [device]);
		const late = scan(b, { ...at, device_time: Date.now() + 1000 });
		await upload(device, [early, late]);
		expect(await figures(fresh.event)).toMatchObject({ expected: 2, arrived: 1 });
	});
});

describe('a device of an event', () => {
	const devices = (of: string, as = manager.userId) =>
		queryAs<Record<string, unknown>>(
			db,
			'authenticated',
			as,
			'select * from public.event_devices($1)',
			[of],
		);
	const revoke = (device: string, as = manager.userId) =>
		queryAs(db, 'authenticated', as, 'select public.revoke_device($1)', [device]);

	it('is listed for managers with who enrolled it and what it has done', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		const at = { checkpoint_id: fresh.checkpoint };
		await upload(device, [scan(await register(fresh.division), at)]);
		await revoke(device);
		const late = { ...at, device_time: Date.now() + 1000 };
		await upload(device, [scan(await register(fresh.division), late)]);
		const other = await enroll('西门', fresh.event);
		expect((await devices(fresh.event)).rows).toMatchObject([
			{ id: other, name: '西门', revoked_at: null, scans: 0, kept_apart: 0 },
			{ id: device, name: '东门', enrolled_by: '张检', scans: 2, kept_apart: 1 },
		]);
		for (const who of [scanner, worker]) {
			const r = await refusal(() => devices(fresh.event, who.userId));
			expect(r).toMatchObject({ sqlstate: 'PT403', code: 'not_permitted' });
		}
	});

	it('gets no list of people once it is revoked, which is done and written down once', async () => {
		const fresh = await newEvent();
		const [lost, good] = [
			await enroll('丢失的手机', fresh.event),
			await enroll('东门', fresh.event),
		];
		const roster = (device: string | null) =>
			queryAs(db, 'authenticated', scanner.userId, 'select public.scan_roster($1, 0, $2)', [
				fresh.event,
				device,
			]);
		await roster(lost);
		expect(await refusal(() => revoke(lost, scanner.userId))).toMatchObject({
			code: 'not_permitted',
		});
		await revoke(lost);
		await revoke(lost);
		expect(await refusal(() => roster(lost))).toMatchObject({
			sqlstate: 'PT403',
			code: 'device_revoked',
		});
		await roster(good);
		await roster(null);
		await roster(v7()); // not enrolled yet
		expect(await logged(fresh.event)).toEqual([['revoke_device', { device: '丢失的手机' }]]);
	});
});

describe('who may do what', () => {
	const calls: [string, string, () => unknown[]][] = [
		['scan_roster', 'select public.scan_roster($1)', () => [event]],
		['event_attendance', 'select public.event_attendance($1)', () => [event]],
		['enroll_device', `select public.enroll_device($2, $1, '东门')`, () => [event, v7()]],
	];
	it.each(calls)('%s is for staff of the event alone', async (_, sql, params) => {
		await queryAs(db, 'authenticated', scanner.userId, sql, params());
		await queryAs(db, 'authenticated', manager.userId, sql, params());
		const other = await refusal(() => queryAs(db, 'authenticated', worker.userId, sql, params()));
		expect(other).toMatchObject({ sqlstate: 'PT403', code: 'not_permitted' });
		expect((await refusal(() => queryAs(db, 'anon', null, sql, params()))).sqlstate).toBe('42501');
	});

	it('nobody uploads through a device of an event that is not theirs', async () => {
		const device = await enroll('东门');
		const r = await refusal(() => upload(device, [], [], worker.userId));
		expect(r).toMatchObject({ code: 'not_permitted' });
		expect((await refusal(() => upload(v7(), []))).code).toBe('not_permitted');
	});

	it.each(['scans', 'scan_annulments', 'devices'])(
		'%s are read by staff, not by workers or the signed-out, and written by nobody',
		async (table) => {
			const sql = `select count(*)::int as n from public.${table}`;
			const count = async (userId: string) =>
				(await queryAs<{ n: number }>(db, 'authenticated', userId, sql)).rows[0]?.n;
			expect(await count(scanner.userId)).toBeGreaterThan(0);
			expect(await count(worker.userId)).toBe(0);
			expect((await refusal(() => queryAs(db, 'anon', null, sql))).sqlstate).toBe('42501');
			for (const verb of [`delete from public.${table}`, `update public.${table} set id = id`]) {
				expect(
					(await refusal(() => queryAs(db, 'authenticated', manager.userId, verb))).sqlstate,
				).toBe('42501');
			}
		},
	);

	it('a scan is never changed, not even by the owner of the database', async () => {
		await expect(db.query(`update public.scans set gate = 'x'`)).rejects.toThrow(/append-only/);
		await expect(db.query('delete from public.scan_annulments')).rejects.toThrow(/append-only/);
	});
});

describe('the roster of a device', () => {
	interface Roster {
		revision: number;
		full: boolean;
		entries: Record<string, unknown>[];
		admissions: { id: string }[];
		annulled: string[];
		checkpoints: { id: string; count: string; divisions: number[] | null }[];
	}
	const roster = async (of: string, since = 0): Promise<Roster> => {
		const { rows } = await queryAs<{ r: Roster }>(
			db,
			'authenticated',
			scanner.userId,
			'select public.scan_roster($1, $2) as r',
			[of, since],
		);
		if (!rows[0]) throw new Error('no answer');
		return rows[0].r;
	};

	it('holds what the decision needs and no more of a phone than its tail', async () => {
		const fresh = await newEvent();
		await queryAs(
			db,
			'service_role',
			null,
			`select id from public.register($1, $2, $3, '{}', 5, '[]')`,
			[worker.userId, crypto.randomUUID(), fresh.division],
		);
		const found = await roster(fresh.event);
		expect(found.full).toBe(true);
		expect(found.entries).toMatchObject([
			{
				name: '李红梅',
				union: '合肥市',
				phoneTail: '2345',
				status: 'approved',
				serial: 1,
				division: 1,
				blockedReason: null,
			},
		]);
		expect(found.checkpoints).toMatchObject([{ count: 'once', divisions: null }]);
		expect(JSON.stringify(found)).not.toContain('13855512345');
	});

	it('brings only what changed since, and what was annulled', async () => {
		const fresh = await newEvent();
		const device = await enroll('东门', fresh.event);
		await register(fresh.division);
		const first = await roster(fresh.event);
		const who = await register(fresh.division, '后来者');
		const row = scan(who, { checkpoint_id: fresh.checkpoint });
		await upload(device, [row]);
		const second = await roster(fresh.event, first.revision);
		expect(second.full).toBe(false);
		expect(second.entries.map((e) => e.name)).toEqual(['后来者']);
		expect(second.admissions.map((a) => a.id)).toEqual([row.id]);
		await upload(device, [], [{ id: v7(), scan_id: row.id, reason: '', at: Date.now() }]);
		const third = await roster(fresh.event, second.revision);
		expect(third.annulled).toEqual([row.id]);
		expect(third.admissions).toEqual([]);
	});

	it('starts over for a revision from another database', async () => {
		expect((await roster(event, Number.MAX_SAFE_INTEGER)).full).toBe(true);
		expect((await roster(event, -5)).full).toBe(true);
	});
});

describe('passes', () => {
	const key = { kty: 'EC', crv: 'P-256', x: 'test', y: 'test' };
	const service = <T>(sql: string, params: unknown[]) =>
		queryAs<T>(db, 'service_role', null, sql, params);

	it('are due once for an approved registration, and kept', async () => {
		const who = await register(division);
		const { rows: kid } = await service<{ kid: number }>(
			'select public.publish_pass_key($1) as kid',
			[JSON.stringify(key)],
		);
		const again = await service<{ kid: number }>('select public.publish_pass_key($1) as kid', [
			JSON.stringify(key),
		]);
		expect(again.rows).toEqual(kid);
		const due = () =>
			service<{ registration_id: string }>('select * from public.passes_due(array[$1]::uuid[])', [
				who,
			]);
		expect((await due()).rows).toMatchObject([{ registration_id: who, serial: 1, division: 1 }]);
		const pass = {
			registration_id: who,
			serial: 1,
			kid: kid[0]?.kid,
			code: 'HJ1:' + '0'.repeat(165),
			valid_until: new Date(Date.now() + 60 * 86_400_000),
		};
		const store = () =>
			service<{ n: number }>('select public.store_passes($1) as n', [JSON.stringify([pass])]);
		expect((await store()).rows).toEqual([{ n: 1 }]);
		expect((await store()).rows).toEqual([{ n: 0 }]);
		expect((await due()).rows).toEqual([]);
	});

	it('are refused when they are none', async () => {
		const r = await refusal(() => service('select public.store_passes($1)', ['[{"code": "x"}]']));
		expect(r).toMatchObject({ code: 'invalid_input', detail: { field: 'passes' } });
		const k = await refusal(() => service('select public.publish_pass_key($1)', ['{"d": "x"}']));
		expect(k).toMatchObject({ code: 'invalid_input', detail: { field: 'key' } });
	});

	it('are issued by the server alone', async () => {
		for (const sql of [
			`select public.store_passes('[]')`,
			`select public.publish_pass_key('{}')`,
		]) {
			const r = await refusal(() => queryAs(db, 'authenticated', manager.userId, sql));
			expect(r.sqlstate).toBe('42501');
		}
	});

	it('are shown to their holder with the arrival, and to nobody else', async () => {
		const fresh = await newEvent();
		const holder = await addPerson(db, { name: '持证人', unionId: hefei });
		const { rows } = await service<{ id: string }>(
			`select id from public.register($1, $2, $3, '{}', 5, '[]')`,
			[holder.userId, crypto.randomUUID(), fresh.division],
		);
		const device = await enroll('东门', fresh.event);
		await upload(device, [scan(rows[0]?.id ?? '', { checkpoint_id: fresh.checkpoint })]);
		const mine = async (userId: string) =>
			(
				await queryAs<{ p: { name: string; arrivedAt: number | null }[] }>(
					db,
					'authenticated',
					userId,
					'select public.my_passes() as p',
				)
			).rows[0]?.p;
		expect(await mine(holder.userId)).toMatchObject([
			{ name: '持证人', division: '育婴员', arrivedAt: expect.any(Number), code: null },
		]);
		expect(await mine(scanner.userId)).toEqual([]);
	});
});
