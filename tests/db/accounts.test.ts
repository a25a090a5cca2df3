import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from 'vitest';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let hefei: string;
let wuhu: string;
beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
	wuhu = await unionId(db, '芜湖市');
});

type Row = Record<string, unknown>;
const as = (userId: string, sql: string, params: unknown[] = []) =>
	queryAs<Row>(db, 'authenticated', userId, sql, params);
const server = (sql: string, params: unknown[] = []) =>
	queryAs<Row>(db, 'service_role', null, sql, params);
const admin = async (union: string, name = '管理员') => {
	const who = await addPerson(db, { name });
	await db.query(`insert into grants (person_id, role, union_id) values ($1, 'admin', $2)`, [
		who.personId,
		union,
	]);
	return who;
};
async function addAccount(user: { email?: string; phone?: string; confirmed?: boolean }) {
	const id = crypto.randomUUID();
	const confirmed = user.confirmed === false ? null : new Date();
	await db.query(
		`insert into auth.users (id, email, email_confirmed_at, phone, phone_confirmed_at)
		 values ($1, $2, $3, $4, $5)`,
		[
			id,
			user.email ?? null,
			user.email ? confirmed : null,
			user.phone ?? null,
			user.phone ? confirmed : null,
		],
	);
	return id;
}
const imported = async (person: { name: string; phone?: string; email?: string }) =>
	(
		await db.query<{ id: string }>(
			'insert into people (name, phone, email) values ($1, $2, $3) returning id',
			[person.name, person.phone ?? null, person.email ?? null],
		)
	).rows[0]!.id;

describe('the person behind an account', () => {
	const ensure = async (userId: string) =>
		(await as(userId, 'select * from ensure_person()')).rows[0]!;

	test('is the imported one with the phone that the account has verified', async () => {
		const id = await imported({ name: '表中人', phone: '13811110001' });
		const user = await addAccount({ phone: '8613811110001' });
		expect(await ensure(user)).toMatchObject({ id, name: '表中人', user_id: user });
	});

	test('is a new one when the phone is not verified', async () => {
		const id = await imported({ name: '表中人', phone: '13811110002' });
		const user = await addAccount({ phone: '8613811110002', confirmed: false });
		const person = await ensure(user);
		expect(person.id).not.toBe(id);
		expect(person.phone).toBeNull();
	});

	test('is never found by an e-mail, which nobody has proved on an imported list', async () => {
		const id = await imported({ name: '表中人', email: 'someone@example.test' });
		const user = await addAccount({ email: 'someone@example.test' });
		expect((await ensure(user)).id).not.toBe(id);
	});

	test('is a new one when a sheet gave the phone to several people', async () => {
		const listed = [
			await imported({ name: '领队', phone: '13811110011' }),
			await imported({ name: '队员', phone: '13811110011' }),
		];
		const person = await ensure(await addAccount({ phone: '8613811110011' }));
		expect(listed).not.toContain(person.id);
		expect(person).toMatchObject({ name: null, phone: '13811110011' });
	});

	test('is among several the one who has verified the phone before', async () => {
		const known = await imported({ name: '老用户', phone: '13811110012' });
		await imported({ name: '队员', phone: '13811110012' });
		await db.query('update people set phone_verified_at = now() where id = $1', [known]);
		expect((await ensure(await addAccount({ phone: '8613811110012' }))).id).toBe(known);
	});

	test('carries an e-mail only once it is confirmed, and the one it is changed to', async () => {
		const user = await addAccount({ email: 'unproven@example.test', confirmed: false });
		expect((await ensure(user)).email).toBeNull();
		await db.query(
			`update auth.users set email = 'proven@example.test', email_confirmed_at = now() where id = $1`,
			[user],
		);
		expect((await ensure(user)).email).toBe('proven@example.test');
	});

	test('stays the same at every later sign-in', async () => {
		const user = await addAccount({ email: 'again@example.test' });
		expect((await ensure(user)).id).toBe((await ensure(user)).id);
	});

	test('is not taken from somebody else who has verified the same phone before', async () => {
		const first = await addAccount({ phone: '8613811110003' });
		await ensure(first);
		await db.query('update auth.users set phone = null where id = $1', [first]);
		const second = await addAccount({ phone: '8613811110003' });
		expect(await refusal(() => ensure(second))).toMatchObject({
			sqlstate: 'PT409',
			code: 'phone_taken',
		});
	});

	test('may have a phone from abroad, which claims nobody', async () => {
		const user = await addAccount({ phone: '85298765432' });
		expect((await ensure(user)).phone).toBeNull();
	});

	test('does not come into being for somebody without an account', async () => {
		expect(await refusal(() => ensure(crypto.randomUUID()))).toMatchObject({
			code: 'not_signed_in',
		});
	});
});

describe('the profile', () => {
	const GOOD = { name: '王芳', sex: 'female', phone: '13900000000', birth_date: '1990-01-01' };
	test('stores what the person says', async () => {
		const { userId } = await addPerson(db, { name: '旧名' });
		const { rows } = await as(userId, 'select * from update_profile($1)', [
			{ ...GOOD, categories: ['migrant_worker'] },
		]);
		expect(rows[0]).toMatchObject({ name: '王芳', categories: ['migrant_worker'] });
	});

	test.each([
		[{ name: '王' }, 'name'],
		[{ sex: 'x' }, 'sex'],
		[{ phone: '12345' }, 'phone'],
		[{ birth_date: '1890-01-01' }, 'birth_date'],
		[{ birth_date: '1990-02-31' }, 'birth_date'],
		[{ birth_date: 'yesterday, or so' }, 'birth_date'],
		[{ occupation: '长'.repeat(61) }, 'occupation'],
		[{ categories: ['astronaut'] }, 'categories'],
		[{ categories: 'migrant_worker' }, 'categories'],
		[{ categories: [null] }, 'categories'],
	])('names the field that is wrong: %j', async (wrong, field) => {
		const { userId } = await addPerson(db, { name: '旧名' });
		const r = await refusal(() => as(userId, 'select update_profile($1)', [{ ...GOOD, ...wrong }]));
		expect(r).toMatchObject({ sqlstate: 'PT400', code: 'invalid_input', detail: { field } });
	});

	test('does not contradict the ID number on file, and fills what it leaves open', async () => {
		const { userId, personId } = await addPerson(db, { name: '旧名' });
		await db.query(
			`insert into person_identities (person_id, cipher, hmac, tail)
			 values ($1, 'sealed', md5($2) || md5($2), '123X')`,
			[personId, personId],
		);
		await db.query(`update people set birth_date = '1960-05-05' where id = $1`, [personId]);
		await as(userId, 'select update_profile($1)', [GOOD]);
		const { rows } = await db.query(
			'select birth_date::text, sex, name from people where id = $1',
			[personId],
		);
		expect(rows).toEqual([{ birth_date: '1960-05-05', sex: 'female', name: '王芳' }]);
	});

	test('a new name of somebody who is signed up is kept in the log of those who run it', async () => {
		const { userId, personId } = await addPerson(db, { name: '赵一' });
		const log = async () =>
			(
				await db.query(
					`select actor_id, union_id, payload from audit_log join audit_payloads using (seq)
					 where action = 'change_name' and subject_id = $1`,
					[personId],
				)
			).rows;
		await as(userId, 'select update_profile($1)', [{ ...GOOD, name: '赵二' }]);
		expect(await log()).toEqual([]); // nobody counts on the name yet
		for (const union of [hefei, hefei, wuhu]) {
			const { divisionIds } = await addEvent(db, { unionId: union, divisions: { 育婴员: 1 } });
			await server(`select register($1, gen_random_uuid(), $2, '{}', 5, '[]')`, [
				userId,
				divisionIds.育婴员,
			]);
		}
		await as(userId, 'select update_profile($1)', [{ ...GOOD, name: '赵三' }]);
		await as(userId, 'select update_profile($1)', [{ ...GOOD, name: '赵三', occupation: '焊工' }]);
		const payload = { from: '赵二', to: '赵三' };
		expect(await log()).toHaveLength(2);
		expect(await log()).toEqual(
			expect.arrayContaining([
				{ actor_id: userId, union_id: hefei, payload },
				{ actor_id: userId, union_id: wuhu, payload },
			]),
		);
	});

	test('leaves a verified phone as it is', async () => {
		const { userId, personId } = await addPerson(db, { name: '旧名', phone: '13922220001' });
		await db.query('update people set phone_verified_at = now() where id = $1', [personId]);
		const { rows } = await as(userId, 'select phone from update_profile($1)', [GOOD]);
		expect(rows[0]!.phone).toBe('13922220001');
	});
});

describe('joining a union', () => {
	const ask = async (userId: string, union = hefei) =>
		(await as(userId, 'select request_join($1, $2) as id', [union, '我在合肥工作'])).rows[0]!.id;

	test('one open request at a time; a canceled one makes room', async () => {
		const w = await addPerson(db, { name: '李想' });
		const first = await ask(w.userId);
		expect(await refusal(() => ask(w.userId, wuhu))).toMatchObject({ code: 'join_request_open' });
		await as(w.userId, 'select cancel_join($1)', [first]);
		await ask(w.userId, wuhu);
	});

	test('nobody cancels for somebody else', async () => {
		const w = await addPerson(db, { name: '李想' });
		const other = await addPerson(db, { name: '别人' });
		const id = await ask(w.userId);
		expect(await refusal(() => as(other.userId, 'select cancel_join($1)', [id]))).toMatchObject({
			code: 'join_request_closed',
		});
	});

	test('the union’s own admin confirms, and the person is a member', async () => {
		const staff = await admin(hefei);
		const w = await addPerson(db, { name: '李想' });
		const id = await ask(w.userId);
		await as(staff.userId, 'select decide_join($1, true)', [id]);
		const { rows } = await db.query(
			'select union_id, membership_confirmed_at is not null as member from people where id = $1',
			[w.personId],
		);
		expect(rows).toEqual([{ union_id: hefei, member: true }]);
		expect(
			await refusal(() => as(staff.userId, 'select decide_join($1, true)', [id])),
		).toMatchObject({ code: 'join_request_closed' });
	});

	test('a refusal needs a reason; another union’s admin decides nothing', async () => {
		const w = await addPerson(db, { name: '李想' });
		const id = await ask(w.userId);
		const own = await admin(hefei);
		const beside = await admin(wuhu);
		expect(
			await refusal(() => as(own.userId, 'select decide_join($1, false, $2)', [id, ' '])),
		).toMatchObject({ code: 'reason_required' });
		expect(
			await refusal(() => as(beside.userId, 'select decide_join($1, true)', [id])),
		).toMatchObject({ code: 'not_permitted' });
		expect(await refusal(() => as(w.userId, 'select decide_join($1, true)', [id]))).toMatchObject({
			code: 'not_permitted',
		});
	});
});

describe('roles', () => {
	const give = (userId: string, params: unknown[]) =>
		as(userId, 'select give_grant($1, $2, $3, $4, $5) as id', params);

	test('an admin gives roles on the own union and below, not beside', async () => {
		const staff = await admin(hefei);
		const { rows } = await db.query<{ id: string }>(
			'select id from unions where parent_id = $1 limit 1',
			[hefei],
		);
		const w = await addPerson(db, { name: '新同事' });
		await give(staff.userId, [w.personId, 'organizer', rows[0]!.id, null, null]);
		expect(
			await refusal(() => give(staff.userId, [w.personId, 'organizer', wuhu, null, null])),
		).toMatchObject({ code: 'not_permitted' });
	});

	describe('a person to give a role to', () => {
		const find = async (contact: string) =>
			(await as((await admin(hefei)).userId, 'select * from find_person($1)', [contact])).rows;

		test('is not found by a phone that was only typed into a profile', async () => {
			const w = await addPerson(db, { name: '冒名者' });
			await as(w.userId, 'select update_profile($1)', [{ name: '冒名者', phone: '13933330001' }]);
			expect(await find('13933330001')).toEqual([]);
		});

		test('is found by a verified phone, with union and how they were found', async () => {
			const w = await addPerson(db, { name: '王磊', phone: '13933330002', unionId: hefei });
			await db.query('update people set phone_verified_at = now() where id = $1', [w.personId]);
			expect(await find(' 13933330002 ')).toEqual([
				{
					id: w.personId,
					name: '王磊',
					union_name: expect.stringContaining('合肥') as string,
					found_by: 'phone',
				},
			]);
		});

		test('is found by a confirmed e-mail, and by no other', async () => {
			const w = await addPerson(db, { name: '有邮箱', email: 'sure@example.test' });
			await addPerson(db, { name: '没证实', email: 'unsure@example.test', confirmed: false });
			expect(await find('Sure@Example.test')).toMatchObject([
				{ id: w.personId, found_by: 'email' },
			]);
			expect(await find('unsure@example.test')).toEqual([]);
			// An address that the account has left leads nobody to it.
			await db.query(`update auth.users set email = 'moved@example.test' where id = $1`, [
				w.userId,
			]);
			expect(await find('sure@example.test')).toEqual([]);
		});
	});

	test('nobody raises themselves', async () => {
		const w = await addPerson(db, { name: '普通人' });
		expect(
			await refusal(() => give(w.userId, [w.personId, 'admin', hefei, null, null])),
		).toMatchObject({ code: 'not_permitted' });
	});

	test.each([
		['emperor', 'role', null],
		['manager', 'role', null], // a role on events only
		['organizer', 'ends_at', '2020-01-01'],
	])('a wrong grant names the field: %s', async (role, field, endsAt) => {
		const staff = await admin(hefei);
		const w = await addPerson(db, { name: '新同事' });
		expect(
			await refusal(() => give(staff.userId, [w.personId, role, hefei, null, endsAt])),
		).toMatchObject({ code: 'invalid_input', detail: { field } });
	});

	test('a role for somebody unknown names the person', async () => {
		const staff = await admin(hefei);
		expect(
			await refusal(() =>
				give(staff.userId, [crypto.randomUUID(), 'organizer', hefei, null, null]),
			),
		).toMatchObject({ code: 'invalid_input', detail: { field: 'person_id' } });
	});

	test('a role stops working at its end, everywhere, and a new end lets it work again', async () => {
		const staff = await admin(hefei);
		const { eventId } = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 1 } });
		const m = await addPerson(db, { name: '短期负责人' });
		await give(staff.userId, [m.personId, 'manager', null, eventId, null]);
		const tries = async () => {
			const codes: unknown[] = [];
			for (const [sql, params] of [
				['select * from list_registrations($1)', [eventId]],
				['select scan_roster($1)', [eventId]],
				['select find_person($1)', ['13999999999']],
				['select * from event_staff($1)', [eventId]],
				[`select set_event_status($1, 'published')`, [eventId]],
			] as const) {
				codes.push(
					await as(m.userId, sql, [...params]).then(
						() => 'ok',
						(e: { hint?: string }) => e.hint,
					),
				);
			}
			return codes;
		};
		expect(await tries()).toEqual(['ok', 'ok', 'ok', 'ok', 'event_status_conflict']);
		await db.query(
			`update grants set starts_at = now() - interval '2 h', ends_at = now() - interval '1 h'
			 where person_id = $1`,
			[m.personId],
		);
		expect(new Set(await tries())).toEqual(new Set(['not_permitted']));
		await give(staff.userId, [m.personId, 'manager', null, eventId, '2099-01-01']);
		expect((await tries())[0]).toBe('ok');
	});

	test('a revoked role stops at once and is logged', async () => {
		const staff = await admin(hefei);
		const w = await addPerson(db, { name: '新同事' });
		const { rows } = await give(staff.userId, [w.personId, 'admin', hefei, null, null]);
		await as(staff.userId, 'select revoke_grant($1)', [rows[0]!.id]);
		expect(
			await refusal(() => give(w.userId, [w.personId, 'admin', hefei, null, null])),
		).toMatchObject({ code: 'not_permitted' });
		const log = await db.query(`select action from audit_log where subject_id = $1 order by seq`, [
			w.personId,
		]);
		expect(log.rows).toEqual([{ action: 'give_grant' }, { action: 'revoke_grant' }]);
	});

	test('the first administrator is appointed once', async () => {
		const user = await addAccount({ email: 'first@example.test' });
		const call = (id: string) =>
			server('select appoint_first_admin($1, $2, $3)', [id, 'first@example.test', '首任管理员']);
		await call(user);
		const { rows } = await as(user, 'select role from grants');
		expect(rows).toContainEqual({ role: 'admin' });
		for (const id of [user, await addAccount({ email: 'second@example.test' })]) {
			expect(await refusal(() => call(id))).toMatchObject({ code: 'not_permitted' });
		}
	});
});

describe('an ID number', () => {
	const reveal = (actor: string | null, person: string, reason: string | null = '核对身份') =>
		server('select reveal_identity($1, $2, $3) as cipher', [actor, person, reason]);
	async function holder() {
		const w = await addPerson(db, { name: '持证人', unionId: hefei });
		await db.query(
			`insert into person_identities (person_id, cipher, hmac, tail)
			 values ($1, 'sealed', md5($2) || md5($2), '123X')`,
			[w.personId, w.personId],
		);
		return w;
	}

	test('is shown to the union’s admin, with the reason in the log', async () => {
		const w = await holder();
		const staff = await admin(hefei);
		const { rows } = await reveal(staff.userId, w.personId);
		expect(Buffer.from(rows[0]!.cipher as string, 'hex').toString()).toBe('sealed');
		const log = await db.query(
			`select actor_id, payload from audit_log join audit_payloads using (seq)
			 where action = 'reveal_identity' and subject_id = $1`,
			[w.personId],
		);
		expect(log.rows).toEqual([{ actor_id: staff.userId, payload: { reason: '核对身份' } }]);
	});

	test('is refused without a reason, without a right, and to nobody in particular', async () => {
		const w = await holder();
		const staff = await admin(hefei);
		for (const reason of [null, ' ', 'x']) {
			expect(await refusal(() => reveal(staff.userId, w.personId, reason))).toMatchObject({
				code: 'reason_required',
			});
		}
		const beside = await admin(wuhu);
		for (const actor of [beside.userId, w.userId, crypto.randomUUID(), null]) {
			expect(await refusal(() => reveal(actor, w.personId))).toMatchObject({
				code: 'not_permitted',
			});
		}
		const { rows } = await db.query(
			`select from audit_log where action = 'reveal_identity' and subject_id = $1`,
			[w.personId],
		);
		expect(rows).toEqual([]);
	});

	test('is shown to the manager of an event only where the event needs it', async () => {
		const w = await holder();
		const m = await addPerson(db, { name: '负责人' });
		const { eventId, divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 育婴员: 1 },
		});
		await db.query(`insert into grants (person_id, role, event_id) values ($1, 'manager', $2)`, [
			m.personId,
			eventId,
		]);
		await server(`select register($1, gen_random_uuid(), $2, '{}', 5, '[]')`, [
			w.userId,
			divisionIds.育婴员,
		]);
		expect(await refusal(() => reveal(m.userId, w.personId))).toMatchObject({
			code: 'not_permitted',
		});
		await db.query('update events set needs_identity = true where id = $1', [eventId]);
		expect((await reveal(m.userId, w.personId)).rows).toHaveLength(1);
	});
});

describe('a person is told', () => {
	const told = async (personId: string) =>
		(
			await db.query<{ kind: string; params: Row }>(
				'select kind, params from notifications where person_id = $1 order by created_at, kind',
				[personId],
			)
		).rows;
	const ask = async (userId: string) =>
		(await as(userId, 'select request_join($1) as id', [hefei])).rows[0]!.id;

	test('when the union confirms, and with the reason when it does not', async () => {
		const staff = await admin(hefei);
		const w = await addPerson(db, { name: '申请人' });
		await as(staff.userId, 'select decide_join($1, false, $2)', [
			await ask(w.userId),
			'不是本市的',
		]);
		await as(staff.userId, 'select decide_join($1, true)', [await ask(w.userId)]);
		expect(await told(w.personId)).toEqual([
			{ kind: 'union_refused', params: { place: '合肥市总工会', reason: '不是本市的' } },
			{ kind: 'union_confirmed', params: { place: '合肥市总工会', reason: null } },
		]);
	});

	test('of a role that is given and of one that ends, once each', async () => {
		const staff = await admin(hefei);
		const w = await addPerson(db, { name: '组织的人' });
		const give = `select give_grant($1, 'organizer', $2) as id`;
		const { rows } = await as(staff.userId, give, [w.personId, hefei]);
		await as(staff.userId, give, [w.personId, hefei]);
		await as(staff.userId, 'select revoke_grant($1)', [rows[0]!.id]);
		const params = { role: 'organizer', union_id: hefei, place: '合肥市总工会' };
		expect(await told(w.personId)).toEqual([
			{ kind: 'role_given', params },
			{ kind: 'role_ended', params },
		]);
	});

	test('of a role on an event, by the name of the event', async () => {
		const staff = await admin(hefei);
		const w = await addPerson(db, { name: '签到的人' });
		const { eventId } = await addEvent(db, { unionId: hefei, divisions: {} });
		await as(staff.userId, `select give_grant($1, 'scanner', null, $2)`, [w.personId, eventId]);
		expect(await told(w.personId)).toMatchObject([
			{ kind: 'role_given', params: { role: 'scanner', place: '技能竞赛' } },
		]);
	});
});

describe('requests to join that wait', () => {
	test('are counted under the highest union that somebody looks after, for those who may answer', async () => {
		const root = (await db.query<{ id: string }>('select id from unions where parent_id is null'))
			.rows[0]!.id;
		await db.exec(`update union_join_requests set status = 'canceled' where status = 'open'`);
		for (const union of [hefei, hefei, wuhu]) {
			const { userId } = await addPerson(db, { name: '申请人' });
			await as(userId, 'select request_join($1)', [union]);
		}
		const waiting = async (userId: string) =>
			(await as(userId, 'select union_name, waiting from waiting_join_requests()')).rows;
		const both = await admin(hefei);
		expect(await waiting(both.userId)).toEqual([{ union_name: '合肥市总工会', waiting: 2 }]);
		await db.query(`insert into grants (person_id, role, union_id) values ($1, 'reviewer', $2)`, [
			both.personId,
			root,
		]);
		expect(await waiting(both.userId)).toEqual([{ union_name: '安徽省总工会', waiting: 3 }]);
		const organizer = await addPerson(db, { name: '组织者' });
		await db.query(`insert into grants (person_id, role, union_id) values ($1, 'organizer', $2)`, [
			organizer.personId,
			root,
		]);
		expect(await waiting(organizer.userId)).toEqual([]);
	});
});

describe('the language of a person', () => {
	test('is kept for themselves and goes with their mails; another word is refused', async () => {
		const w = await addPerson(db, { name: '读英文的人' });
		const use = (locale: string | null) => as(w.userId, 'select use_locale($1)', [locale]);
		await use('en');
		expect(await refusal(() => use('xx'))).toMatchObject({
			code: 'invalid_input',
			detail: { field: 'locale' },
		});
		await db.query(`select private.notify($1, 'role_given', null, '{}', 'locale')`, [w.personId]);
		await server('select queue_deliveries()', []);
		const { rows } = await server(
			'select locale from waiting_deliveries(0, 1000) where recipient = $1',
			['读英文的人'],
		);
		expect(rows).toEqual([{ locale: 'en' }]);
	});
});
