import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let hefei: string;
let staff: { userId: string; personId: string };
let eventId: string;
let nanny: string;
let cleaner: string;
beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
	staff = await addPerson(db, { name: '组织者' });
	await db.query(`insert into grants (person_id, role, union_id) values ($1, 'organizer', $2)`, [
		staff.personId,
		hefei,
	]);
});
beforeEach(async () => {
	const made = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 3, 保洁员: 3 } });
	eventId = made.eventId;
	nanny = made.divisionIds.育婴员!;
	cleaner = made.divisionIds.保洁员!;
});

interface Person {
	name: string | null;
	phone?: string | null;
	sex?: string;
	hmac?: string;
	cipher?: string;
	tail?: string;
	birth_date?: string;
}
let serial = 0;
/** Somebody of whom no other test speaks. */
const somebody = (more: Partial<Person> = {}): Person => ({
	name: `王芳${++serial}`,
	phone: `1390000${String(serial).padStart(4, '0')}`,
	...more,
});
const withId = (n: number): Partial<Person> => ({
	hmac: String(n).padStart(64, '0'),
	cipher: 'ff',
	tail: '123X',
});
const row = (key: string, person: Person, more: object = {}) => ({
	key,
	division_id: nanny,
	union_id: hefei,
	trade_years: 5,
	answers: { employer: '家政公司' },
	person,
	...more,
});
type Outcome = { key: string; registration_id: string; outcome: string };
const send = async (rows: unknown, actor = staff.userId) =>
	(
		await queryAs<Outcome>(
			db,
			'service_role',
			null,
			'select * from import_registrations($1, $2, $3)',
			[actor, eventId, JSON.stringify(rows)],
		)
	).rows;
const outcomes = (rows: Outcome[]) => Object.fromEntries(rows.map((r) => [r.key, r.outcome]));
const entered = async () =>
	(
		await db.query<{ name: string; division_id: string; person_id: string }>(
			`select p.name, r.division_id, p.id as person_id from registrations r
			 join people p on p.id = r.person_id where event_id = $1 and is_live order by p.name`,
			[eventId],
		)
	).rows;
const people = async () =>
	(await db.query<{ n: number }>('select count(*)::int as n from people')).rows[0]!.n;

describe('importing a sheet', () => {
	test('twice doubles nobody and changes nothing', async () => {
		const rows = [row('2', somebody()), row('3', somebody(withId(1)))];
		expect(outcomes(await send(rows))).toEqual({ 2: 'created', 3: 'created' });
		const before = await people();
		expect(outcomes(await send(rows))).toEqual({ 2: 'same', 3: 'same' });
		expect(await entered()).toHaveLength(2);
		expect(await people()).toBe(before);
	});

	test('is all or nothing: one row that cannot enter is named, and nothing is stored', async () => {
		const before = await people();
		const rows = ['2', '3', '4', '5'].map((key) => row(key, somebody()));
		const r = await refusal(() => send(rows)); // four for three places
		expect(r).toMatchObject({ sqlstate: 'PT409', code: 'division_full' });
		expect(['2', '3', '4', '5']).toContain(r.detail.row);
		expect(await entered()).toEqual([]);
		expect(await people()).toBe(before);
	});

	test.each<[string, object]>([
		['a person without a name', { person: { name: null, phone: '13988880001' } }],
		['a name that is too short', { person: { name: '王' } }],
		['a wrong phone', { person: { name: '王芳', phone: '123' } }],
		['a wrong date of birth', { person: { name: '王芳', birth_date: '1990-02-31' } }],
		['an unknown division', { division_id: crypto.randomUUID() }],
		['no division', { division_id: null }],
		['a division that is no id', { division_id: '育婴员' }],
		['an unknown union', { union_id: crypto.randomUUID() }],
		['too many years', { trade_years: 99 }],
		['years that are no number', { trade_years: 'many' }],
		['no person', { person: null }],
		['a person that is a text', { person: '王芳' }],
		['a broken ID number', { person: { name: '王芳', hmac: 'x', cipher: 'zz', tail: '1' } }],
	])('names the row of %s', async (_, wrong) => {
		const r = await refusal(() => send([row('2', somebody()), row('7', somebody(), wrong)]));
		expect(r).toMatchObject({ sqlstate: 'PT400', code: 'invalid_input', detail: { row: '7' } });
		expect(await entered()).toEqual([]);
	});

	test.each([['text'], [null], [{ key: '2' }], [['text']], [[null]]])(
		'refuses what is no list of rows: %j',
		async (rows) => {
			expect(await refusal(() => send(rows))).toMatchObject({
				sqlstate: 'PT400',
				code: 'invalid_input',
			});
		},
	);

	test('is for the managers of the event', async () => {
		const stranger = await addPerson(db, { name: '路人' });
		expect(await refusal(() => send([], stranger.userId))).toMatchObject({
			code: 'not_permitted',
		});
	});

	test('a second trade of one contest is refused with its row', async () => {
		const person = somebody();
		await send([row('2', person)]);
		expect(await refusal(() => send([row('9', person, { division_id: cleaner })]))).toMatchObject({
			code: 'one_trade_only',
			detail: { row: '9' },
		});
	});

	test('is logged with its counts', async () => {
		const person = somebody();
		await send([row('2', person), row('3', somebody())]);
		await send([row('2', person)]);
		const { rows } = await db.query(
			`select payload from audit_log join audit_payloads using (seq)
			 where action = 'import_registrations' and subject_id = $1 order by seq`,
			[eventId],
		);
		expect(rows).toEqual([{ payload: { created: 2 } }, { payload: { same: 1 } }]);
	});
});

describe('the person of a row', () => {
	test('is found by the ID number, whatever the phone says', async () => {
		const first = somebody(withId(21));
		await send([row('2', first)]);
		const again = { ...first, phone: '13911119999', name: first.name };
		expect(outcomes(await send([row('2', again)]))).toEqual({ 2: 'same' });
		expect(await entered()).toHaveLength(1);
	});

	test('is found by a verified phone with the same name', async () => {
		const known = await addPerson(db, { name: '赵敏', phone: '13977770001' });
		await db.query('update people set phone_verified_at = now() where id = $1', [known.personId]);
		await send([row('2', { name: '赵敏', phone: '13977770001' })]);
		expect(await entered()).toMatchObject([{ person_id: known.personId }]);
	});

	test('is a new one when only an unverified phone of another event matches', async () => {
		const known = await addPerson(db, { name: '钱进', phone: '13977770002' });
		await send([row('2', { name: '钱进', phone: '13977770002' })]);
		expect((await entered())[0]!.person_id).not.toBe(known.personId);
	});

	test('is another one when the ID numbers differ though phone and name agree', async () => {
		const shared = somebody(withId(31));
		await send([row('2', shared)]);
		await send([row('3', { ...shared, ...withId(32) })]);
		expect(await entered()).toHaveLength(2);
	});

	test('keeps what a person with an account wrote about themselves', async () => {
		const known = await addPerson(db, { name: '孙丽', phone: '13977770003' });
		await db.query(`update people set phone_verified_at = now(), sex = 'female' where id = $1`, [
			known.personId,
		]);
		await send([row('2', { name: '孙丽', phone: '13977770003', sex: 'male' })]);
		const { rows } = await db.query('select sex from people where id = $1', [known.personId]);
		expect(rows).toEqual([{ sex: 'female' }]);
	});
});

describe('somebody who is in another event too', () => {
	const personOf = async (id: string) =>
		(await db.query('select name, phone, sex from people where id = $1', [id])).rows[0];
	const elsewhere = async (person: string) => {
		const other = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 3 } });
		await db.query(
			`insert into registrations (event_id, division_id, person_id, short_code, source)
			 values ($1, $2, $3, private.new_short_code($1), 'import')`,
			[other.eventId, other.divisionIds.育婴员, person],
		);
	};

	test('keeps the phone that was entered there, whatever a sheet here says', async () => {
		const person = somebody({ ...withId(51), sex: 'female' });
		await send([row('2', person)]);
		const id = (await entered())[0]!.person_id;
		const changed = { ...person, phone: '13966660001', sex: 'male' };
		await send([row('2', changed)]); // still nowhere else
		expect(await personOf(id)).toMatchObject({ phone: '13966660001', sex: 'male' });
		await elsewhere(id);
		await send([row('2', { ...changed, name: '别名', phone: '13966660002', sex: 'female' })]);
		expect(await personOf(id)).toEqual({ name: person.name, phone: '13966660001', sex: 'male' });
	});

	test('keeps it against a correction by the registration’s id as well', async () => {
		const person = somebody();
		const [made] = await send([row('2', person)]);
		const id = (await entered())[0]!.person_id;
		await elsewhere(id);
		await send([
			row('2', { name: '别名', phone: '13966660003' }, { registration_id: made!.registration_id }),
		]);
		expect(await personOf(id)).toMatchObject({ name: person.name, phone: person.phone });
	});
});

test('a number that stayed with a record joined to an account leads to the account', async () => {
	const joined = await addPerson(db, { name: '周文', phone: '13977770009' });
	const old = await db.query<{ id: string }>(
		`insert into people (name, phone, merged_into) values ('周文', '13977770009', $1) returning id`,
		[joined.personId],
	);
	// The account has a number of its own, so the other one could not move to it.
	for (const [person, number] of [
		[old.rows[0]!.id, withId(61).hmac],
		[joined.personId, withId(63).hmac],
	]) {
		await db.query(
			`insert into person_identities (person_id, cipher, hmac, tail) values ($1, 'x', $2, '123X')`,
			[person, number],
		);
	}
	await send([row('2', { name: '周文', phone: '13911118888', ...withId(61) })]);
	expect(await entered()).toMatchObject([{ person_id: joined.personId }]);
});

test('the date of birth of a number that is new goes before what the person said', async () => {
	const known = await addPerson(db, { name: '孙敏', phone: '13977770010' });
	await db.query(
		`update people set phone_verified_at = now(), birth_date = '1990-01-01' where id = $1`,
		[known.personId],
	);
	await send([
		row('2', { name: '孙敏', phone: '13977770010', ...withId(62), birth_date: '1960-05-05' }),
	]);
	const { rows } = await db.query('select birth_date::text from people where id = $1', [
		known.personId,
	]);
	expect(rows).toEqual([{ birth_date: '1960-05-05' }]);
});

describe('a correction', () => {
	test('moves the registration to another division by its id, and the person stays', async () => {
		const person = somebody();
		const [made] = await send([row('2', person)]);
		const before = await people();
		const result = await send([
			row('2', person, { registration_id: made!.registration_id, division_id: cleaner }),
		]);
		expect(result).toMatchObject([{ registration_id: made!.registration_id, outcome: 'updated' }]);
		expect(await entered()).toMatchObject([{ name: person.name, division_id: cleaner }]);
		expect(await people()).toBe(before);
		const { rows } = await db.query('select name, taken from event_divisions($1)', [eventId]);
		expect(rows).toEqual([
			{ name: '育婴员', taken: 0 },
			{ name: '保洁员', taken: 1 },
		]);
	});

	test('of a name and phone by the registration’s id makes no second person', async () => {
		const person = somebody();
		const [made] = await send([row('2', person)]);
		const before = await people();
		const mended = { name: '王芬', phone: '13955550001' };
		await send([row('2', mended, { registration_id: made!.registration_id })]);
		expect(await people()).toBe(before);
		expect(await entered()).toMatchObject([{ name: '王芬' }]);
	});

	test('by the id of a registration of another event touches nothing there', async () => {
		const person = somebody();
		const [made] = await send([row('2', person)]);
		const other = await addEvent(db, { unionId: hefei, divisions: { 育婴员: 3 } });
		const { rows } = await queryAs<Outcome>(
			db,
			'service_role',
			null,
			'select * from import_registrations($1, $2, $3)',
			[
				staff.userId,
				other.eventId,
				JSON.stringify([
					{
						...row('2', person),
						registration_id: made!.registration_id,
						division_id: other.divisionIds.育婴员,
					},
				]),
			],
		);
		expect(rows[0]!.outcome).toBe('created');
		expect(rows[0]!.registration_id).not.toBe(made!.registration_id);
	});
});
