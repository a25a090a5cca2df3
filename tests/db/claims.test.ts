import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, expect, test } from 'vitest';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let suzhou: string;
let staff: { userId: string; personId: string };
beforeAll(async () => {
	db = await freshDatabase();
	suzhou = await unionId(db, '宿州市');
	staff = await addPerson(db, { name: '吴丽', unionId: suzhou });
	await db.query(`insert into grants (person_id, role, union_id) values ($1, 'reviewer', $2)`, [
		staff.personId,
		suzhou,
	]);
});

/** Somebody entered by a sheet in an event of the province, without an account. */
async function entered(name: string, phone: string, divisionId: string, eventId: string) {
	const person = await db.query<{ id: string }>(
		'insert into people (name, phone) values ($1, $2) returning id',
		[name, phone],
	);
	const id = person.rows[0]!.id;
	await db.query(
		`insert into registrations (event_id, division_id, person_id, short_code, source)
		 values ($1, $2, $3, private.new_short_code($1), 'import')`,
		[eventId, divisionId, id],
	);
	return id;
}
const claim = (userId: string, person: string, enteredId: string) =>
	queryAs<{ claim_person: number }>(db, 'authenticated', userId, 'select claim_person($1, $2)', [
		person,
		enteredId,
	]);

test('staff of the union join a person who was entered with the account of the same name and phone', async () => {
	const { eventId, divisionIds } = await addEvent(db, {
		unionId: suzhou,
		divisions: { 育婴员: 9 },
	});
	const old = await entered('李红梅', '13900000005', divisionIds.育婴员!, eventId);
	const worker = await addPerson(db, { name: '李红梅', phone: '13900000005' });
	await queryAs(db, 'authenticated', worker.userId, 'select request_join($1)', [suzhou]);
	const { rows } = await queryAs<{ entered: unknown }>(
		db,
		'authenticated',
		staff.userId,
		'select entered from open_join_requests($1) where person_id = $2',
		[suzhou, worker.personId],
	);
	expect(rows).toEqual([{ entered: [{ id: old, events: ['技能竞赛'] }] }]);
	expect((await claim(staff.userId, worker.personId, old)).rows[0]!.claim_person).toBe(1);
	const own = await queryAs(db, 'authenticated', worker.userId, 'select id from registrations');
	expect(own.rows).toHaveLength(1);
	// Done once: the entered person is gone from the list.
	expect(await refusal(() => claim(staff.userId, worker.personId, old))).toMatchObject({
		code: 'not_found',
	});
});

test('another name or phone is never offered, and nobody claims for themselves', async () => {
	const { eventId, divisionIds } = await addEvent(db, {
		unionId: suzhou,
		divisions: { 育婴员: 9 },
	});
	const other = await entered('李红梅', '13900000006', divisionIds.育婴员!, eventId);
	const worker = await addPerson(db, { name: '李红梅', phone: '13900000007', unionId: suzhou });
	expect(await refusal(() => claim(staff.userId, worker.personId, other))).toMatchObject({
		code: 'not_found',
	});
	for (const userId of [worker.userId, (await addPerson(db, { name: '路人' })).userId]) {
		expect(await refusal(() => claim(userId, worker.personId, other))).toMatchObject({
			code: 'not_permitted',
		});
	}
});

test('two live registrations in one contest stop the joining and change nothing', async () => {
	const { eventId, divisionIds } = await addEvent(db, {
		unionId: suzhou,
		divisions: { 育婴员: 9, 保洁员: 9 },
	});
	const old = await entered('王芳', '13900000008', divisionIds.育婴员!, eventId);
	const worker = await addPerson(db, { name: '王芳', phone: '13900000008', unionId: suzhou });
	await queryAs(
		db,
		'service_role',
		null,
		`select register($1, gen_random_uuid(), $2, '{}', 5, '[]')`,
		[worker.userId, divisionIds.保洁员],
	);
	expect(await refusal(() => claim(staff.userId, worker.personId, old))).toMatchObject({
		code: 'one_trade_only',
	});
	const { rows } = await db.query('select merged_into from people where id = $1', [old]);
	expect(rows).toEqual([{ merged_into: null }]);
});

/** Puts an ID number on file; the database sees its digest only. */
async function keepNumber(person: string, n: number) {
	await db.query(
		`insert into person_identities (person_id, cipher, hmac, tail) values ($1, 'x', $2, '123X')`,
		[person, String(n).padStart(64, '0')],
	);
}

test('two ID numbers are two people, whatever name and phone say', async () => {
	const { eventId, divisionIds } = await addEvent(db, {
		unionId: suzhou,
		divisions: { 育婴员: 9 },
	});
	const old = await entered('王芳', '13900000011', divisionIds.育婴员!, eventId);
	const worker = await addPerson(db, { name: '王芳', phone: '13900000011', unionId: suzhou });
	await keepNumber(old, 11);
	await keepNumber(worker.personId, 12);
	expect(await refusal(() => claim(staff.userId, worker.personId, old))).toMatchObject({
		sqlstate: 'PT409',
		code: 'identities_differ',
	});
	const { rows } = await db.query('select person_id from registrations where event_id = $1', [
		eventId,
	]);
	expect(rows).toEqual([{ person_id: old }]);
});

test('an ID number moves with its person, and what it states goes before what the person said', async () => {
	const { eventId, divisionIds } = await addEvent(db, {
		unionId: suzhou,
		divisions: { 育婴员: 9 },
	});
	const old = await entered('王芳', '13900000013', divisionIds.育婴员!, eventId);
	await keepNumber(old, 13);
	await db.query(`update people set birth_date = '1960-05-05' where id = $1`, [old]);
	const worker = await addPerson(db, { name: '王芳', phone: '13900000013', unionId: suzhou });
	await db.query(`update people set birth_date = '1990-01-01', sex = 'female' where id = $1`, [
		worker.personId,
	]);
	await claim(staff.userId, worker.personId, old);
	const { rows } = await db.query(
		`select birth_date::text, sex, i.hmac is not null as numbered from people p
		 left join person_identities i on i.person_id = p.id where p.id = $1`,
		[worker.personId],
	);
	expect(rows).toEqual([{ birth_date: '1960-05-05', sex: 'female', numbered: true }]);
});
