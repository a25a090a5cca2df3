import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from 'vitest';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let hefei: string;
beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
});

const register = (userId: string, divisionId: string, requestId: string = crypto.randomUUID()) =>
	queryAs<{ id: string; status: string; short_code: string }>(
		db,
		'service_role',
		null,
		`select * from public.register($1, $2, $3, '{}', 5, '[]')`,
		[userId, requestId, divisionId],
	);
const taken = async (divisionId: string): Promise<number> =>
	(
		await db.query<{ taken: number }>('select taken from division_places where division_id = $1', [
			divisionId,
		])
	).rows[0]!.taken;

describe('signing up', () => {
	test('a worker gets a place with a short code and is notified once', async () => {
		const { divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 2 } });
		const w = await addPerson(db, { name: '李红梅', unionId: hefei });
		const { rows } = await register(w.userId, divisionIds.育婴员!);
		expect(rows[0]).toMatchObject({
			status: 'approved',
			short_code: expect.stringMatching(/^[2-9A-HJ-NP-Z]{6}$/),
		});
		expect(await taken(divisionIds.育婴员!)).toBe(1);
		const notes = await queryAs(db, 'authenticated', w.userId, 'select kind from notifications');
		expect(notes.rows).toEqual([{ kind: 'registration_approved' }]);
	});

	test('a retried request has one effect and the same answer', async () => {
		const { divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 2 } });
		const w = await addPerson(db, { name: '王伟', unionId: hefei });
		const request = crypto.randomUUID();
		const first = await register(w.userId, divisionIds.育婴员!, request);
		const again = await register(w.userId, divisionIds.育婴员!, request);
		expect(again.rows[0]!.id).toBe(first.rows[0]!.id);
		expect(await taken(divisionIds.育婴员!)).toBe(1);
	});

	test('a second trade of one contest is refused and names the first', async () => {
		const { divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 2, 保洁员: 2 },
		});
		const w = await addPerson(db, { name: '张敏', unionId: hefei });
		await register(w.userId, divisionIds.育婴员!);
		const r = await refusal(() => register(w.userId, divisionIds.保洁员!));
		expect(r).toMatchObject({ sqlstate: 'PT409', code: 'one_trade_only' });
		expect(r.detail.division).toBe('育婴员');
		expect(await taken(divisionIds.保洁员!)).toBe(0);
	});

	test('a full division refuses, and a withdrawal gives the place to the next', async () => {
		const { divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 1 } });
		const a = await addPerson(db, { name: '赵一' });
		const b = await addPerson(db, { name: '钱二' });
		const { rows } = await register(a.userId, divisionIds.育婴员!);
		expect(await refusal(() => register(b.userId, divisionIds.育婴员!))).toMatchObject({
			code: 'division_full',
		});
		await queryAs(db, 'authenticated', a.userId, 'select withdraw($1)', [rows[0]!.id]);
		await queryAs(db, 'authenticated', a.userId, 'select withdraw($1)', [rows[0]!.id]);
		expect(await taken(divisionIds.育婴员!)).toBe(0);
		await register(b.userId, divisionIds.育婴员!);
		expect(await taken(divisionIds.育婴员!)).toBe(1);
	});

	test('nobody withdraws for somebody else', async () => {
		const { divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 1 } });
		const a = await addPerson(db, { name: '孙三' });
		const b = await addPerson(db, { name: '周四' });
		const { rows } = await register(a.userId, divisionIds.育婴员!);
		expect(
			await refusal(() =>
				queryAs(db, 'authenticated', b.userId, 'select withdraw($1)', [rows[0]!.id]),
			),
		).toMatchObject({ code: 'not_found' });
	});

	test('a browser cannot call the RPC that stores a sign-up', async () => {
		const { divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 1 } });
		const a = await addPerson(db, { name: '吴五' });
		for (const role of ['authenticated', 'anon'] as const) {
			const r = await refusal(() =>
				queryAs(db, role, a.userId, `select register($1, gen_random_uuid(), $2, '{}', 5, '[]')`, [
					a.userId,
					divisionIds.育婴员,
				]),
			);
			expect(r.sqlstate).toBe('42501');
		}
	});

	test.each([
		['draft', 'event_not_open'],
		['canceled', 'event_not_open'],
		['finished', 'event_not_open'],
	])('an event that is %s takes no sign-ups', async (status, code) => {
		const { divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 1 },
			status,
		});
		const a = await addPerson(db, { name: '郑六' });
		expect(await refusal(() => register(a.userId, divisionIds.育婴员!))).toMatchObject({ code });
	});

	test('sign-up is refused before it opens and after it closes, with the time', async () => {
		const { eventId, divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 1 },
		});
		const a = await addPerson(db, { name: '冯七' });
		await db.query(
			`update divisions set opens_at = now() + interval '1 hour' where event_id = $1`,
			[eventId],
		);
		const early = await refusal(() => register(a.userId, divisionIds.育婴员!));
		expect(early.code).toBe('registration_not_open');
		expect(early.detail.opens_at).toBeTypeOf('string');
		await db.query(
			`update divisions set opens_at = null, closes_at = now() - interval '1 minute' where event_id = $1`,
			[eventId],
		);
		expect(await refusal(() => register(a.userId, divisionIds.育婴员!))).toMatchObject({
			code: 'registration_closed',
		});
	});
});

describe('the organizer', () => {
	test('cancels with a reason that the person is told; the place is free again', async () => {
		const { eventId, divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 1 },
		});
		const staff = await addPerson(db, { name: '组织者' });
		await db.query(`insert into grants (person_id, role, event_id) values ($1, 'manager', $2)`, [
			staff.personId,
			eventId,
		]);
		const a = await addPerson(db, { name: '陈八' });
		const { rows } = await register(a.userId, divisionIds.育婴员!);
		const change = (reason: string | null) =>
			queryAs(
				db,
				'authenticated',
				staff.userId,
				`select change_registrations($1, $2, 'cancel', $3)`,
				[eventId, [rows[0]!.id], reason],
			);
		expect(await refusal(() => change(' '))).toMatchObject({ code: 'reason_required' });
		await change('不符合从业年限');
		expect(await taken(divisionIds.育婴员!)).toBe(0);
		const { rows: notes } = await queryAs<{ kind: string; params: { reason: string } }>(
			db,
			'authenticated',
			a.userId,
			`select kind, params from notifications where kind = 'registration_canceled'`,
		);
		expect(notes[0]!.params.reason).toBe('不符合从业年限');
		const { rows: list } = await queryAs(
			db,
			'authenticated',
			staff.userId,
			'select name, status from list_registrations($1)',
			[eventId],
		);
		expect(list).toEqual([{ name: '陈八', status: 'canceled' }]);
	});

	test('without a right on the event gets neither list nor change', async () => {
		const { eventId, divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 1 },
		});
		const a = await addPerson(db, { name: '褚九' });
		const { rows } = await register(a.userId, divisionIds.育婴员!);
		const stranger = await addPerson(db, { name: '路人' });
		const calls = [
			['select * from list_registrations($1)', [eventId]],
			[`select change_registrations($1, $2, 'approve')`, [eventId, [rows[0]!.id]]],
		] as const;
		for (const [sql, params] of calls) {
			expect(
				await refusal(() => queryAs(db, 'authenticated', stranger.userId, sql, [...params])),
			).toMatchObject({ code: 'not_permitted' });
		}
	});

	describe('changing many at once', () => {
		interface Crowd {
			eventId: string;
			ids: string[];
			people: { userId: string; personId: string }[];
			change: (change: string, reason?: string | null, ids?: string[]) => Promise<number>;
			told: () => Promise<Record<string, number>>;
			statuses: () => Promise<string[]>;
		}
		async function crowd(count: number): Promise<Crowd> {
			const { eventId, divisionIds } = await addEvent(db, {
				unionId: hefei,
				divisions: { 育婴员: 9 },
			});
			const staff = await addPerson(db, { name: '组织者' });
			await db.query(`insert into grants (person_id, role, event_id) values ($1, 'manager', $2)`, [
				staff.personId,
				eventId,
			]);
			const people = [];
			const ids: string[] = [];
			for (let i = 0; i < count; i++) {
				const person = await addPerson(db, { name: `选手${i}` });
				people.push(person);
				ids.push((await register(person.userId, divisionIds.育婴员!)).rows[0]!.id);
			}
			return {
				eventId,
				ids,
				people,
				change: async (change, reason = null, some = ids) =>
					(
						await queryAs<{ n: number }>(
							db,
							'authenticated',
							staff.userId,
							'select change_registrations($1, $2, $3, $4) as n',
							[eventId, some, change, reason],
						)
					).rows[0]!.n,
				told: async () => {
					const { rows } = await db.query<{ kind: string; n: number }>(
						`select kind, count(*)::int as n from notifications where event_id = $1 group by kind`,
						[eventId],
					);
					return Object.fromEntries(rows.map(({ kind, n }) => [kind, n]));
				},
				statuses: async () =>
					(
						await db.query<{ status: string }>(
							`select status from registrations r where event_id = $1 order by array_position($2::uuid[], r.id)`,
							[eventId, ids],
						)
					).rows.map(({ status }) => status),
			};
		}

		test('tells and counts only those whose state changes', async () => {
			const c = await crowd(3);
			await db.query(`update registrations set status = 'pending' where id = $1`, [c.ids[0]]);
			const before = await c.told();
			expect(await c.change('approve')).toBe(1);
			expect(await c.change('approve')).toBe(0);
			expect(await c.told()).toEqual({
				registration_approved: before.registration_approved! + 1,
			});
			const { rows } = await db.query<{ ids: string[] }>(
				`select payload -> 'ids' as ids from audit_payloads join audit_log using (seq)
				 where subject_id = $1 and action = 'change_registrations'`,
				[c.eventId],
			);
			expect(rows).toEqual([{ ids: [c.ids[0]] }]);
		});

		test('leaves whoever withdrew as they are, unless they alone are meant', async () => {
			const c = await crowd(2);
			await queryAs(db, 'authenticated', c.people[0]!.userId, 'select withdraw($1)', [c.ids[0]]);
			expect(await c.change('reject', '不符合条件')).toBe(1);
			expect(await c.statuses()).toEqual(['canceled', 'rejected']);
			expect(await c.change('cancel', '活动改期')).toBe(0);
			expect(await c.change('approve')).toBe(1);
			expect(await c.statuses()).toEqual(['canceled', 'approved']);
			expect(await c.change('approve', null, [c.ids[0]!])).toBe(1);
			expect(await c.statuses()).toEqual(['approved', 'approved']);
		});

		test('blocks and unblocks those it concerns', async () => {
			const c = await crowd(2);
			expect(await c.change('block', '待核对', [c.ids[0]!])).toBe(1);
			expect(await c.change('block', '待核对')).toBe(1);
			expect(await c.change('unblock', null)).toBe(2);
			expect(await c.change('unblock', null)).toBe(0);
		});

		test.each(['archived', 'canceled'])('is refused in an event that is %s', async (status) => {
			const c = await crowd(1);
			await db.query('update events set status = $2 where id = $1', [c.eventId, status]);
			expect(await refusal(() => c.change('cancel', '重复'))).toMatchObject({
				code: 'event_status_conflict',
				detail: { status },
			});
			expect(await c.statuses()).toEqual(['approved']);
		});

		test('a serial that has no next number is refused in words', async () => {
			const c = await crowd(1);
			await db.query('update registrations set serial = 32767 where id = $1', [c.ids[0]]);
			expect(await refusal(() => c.change('reissue'))).toMatchObject({ code: 'invalid_input' });
		});
	});
});

describe('a list with ID numbers', () => {
	test('gives them to those who may reveal each, with one row of the log for every person', async () => {
		const { eventId, divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 9 },
		});
		await db.query('update events set needs_identity = true where id = $1', [eventId]);
		const staff = await addPerson(db, { name: '组织者' });
		const scanner = await addPerson(db, { name: '扫码员' });
		await db.query(
			`insert into grants (person_id, role, event_id) values ($1, 'manager', $3), ($2, 'scanner', $3)`,
			[staff.personId, scanner.personId, eventId],
		);
		const people = [];
		for (const [name, status] of [
			['甲一', 'approved'],
			['乙二', 'approved'],
			['丙三', 'rejected'],
		] as const) {
			const person = await addPerson(db, { name });
			await db.query(
				`insert into person_identities (person_id, cipher, hmac, tail) values ($1, '\\xab', md5($2) || md5($2), '0000')`,
				[person.personId, person.personId],
			);
			await db.query(
				`insert into registrations (event_id, division_id, person_id, short_code, status)
				 values ($1, $2, $3, private.new_short_code($1), $4)`,
				[eventId, divisionIds.育婴员, person.personId, status],
			);
			people.push(person.personId);
		}
		const reveal = async (userId: string, reason: string | null = '上报省总') =>
			(
				await queryAs<{ found: Record<string, string> }>(
					db,
					'service_role',
					null,
					'select reveal_event_identities($1, $2, $3) as found',
					[userId, eventId, reason],
				)
			).rows[0]!.found;
		const logged = async () =>
			(
				await db.query(
					`select subject_id, payload from audit_log join audit_payloads using (seq)
					 where action = 'reveal_identity' and payload ->> 'event_id' = $1 order by seq`,
					[eventId],
				)
			).rows;

		expect(await refusal(() => reveal(scanner.userId))).toMatchObject({ code: 'not_permitted' });
		expect(await refusal(() => reveal(staff.userId, ' '))).toMatchObject({
			code: 'reason_required',
		});
		expect(await logged()).toEqual([]);
		const approved = people.slice(0, 2).sort();
		expect(await reveal(staff.userId)).toEqual(
			Object.fromEntries(approved.map((id) => [id, 'ab'])),
		);
		expect(await logged()).toEqual(
			approved.map((id) => ({
				subject_id: id,
				payload: { reason: '上报省总', event_id: eventId },
			})),
		);
		// An event that asks for no ID numbers gives its managers no right to see them.
		await db.query('update events set needs_identity = false where id = $1', [eventId]);
		expect(await reveal(staff.userId)).toEqual({});
	});
});
