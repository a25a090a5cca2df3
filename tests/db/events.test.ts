import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from 'vitest';
import { addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let hefei: string;
let staff: { userId: string; personId: string };
beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
	staff = await addPerson(db, { name: '组织者' });
	await db.query(`insert into grants (person_id, role, union_id) values ($1, 'organizer', $2)`, [
		staff.personId,
		hefei,
	]);
});

interface DivisionForm {
	id?: string;
	name: string;
	aliases?: unknown;
	capacity?: number | null;
	opens_at?: string;
	closes_at?: string;
}
interface Division {
	id: string;
	number: number;
	name: string;
	capacity: number | null;
}
const FORM = {
	kind: 'skill_contest',
	name: '家政服务技能竞赛',
	starts_at: '2099-06-10T01:00:00Z',
	ends_at: '2099-06-11T09:00:00Z',
	registration_opens_at: '2020-01-01T00:00:00Z',
	registration_closes_at: '2099-06-01T00:00:00Z',
};
const save = (
	id: string | null,
	event: object = {},
	divisions: unknown = [{ name: '育婴员', capacity: 2 }],
	userId = staff.userId,
) =>
	queryAs(db, 'authenticated', userId, 'select save_event($1, $2, $3)', [
		id,
		{ union_id: hefei, ...FORM, ...event },
		divisions,
	]);
const setStatus = (id: string, status: string | null, reason: string | null = null) =>
	queryAs(db, 'authenticated', staff.userId, 'select set_event_status($1, $2, $3)', [
		id,
		status,
		reason,
	]);
const divisionsOf = async (id: string): Promise<Division[]> =>
	(
		await db.query<Division>(
			'select id, number, name, capacity from divisions where event_id = $1 order by number',
			[id],
		)
	).rows;
const eventOf = async (id: string) =>
	(await db.query<Record<string, unknown>>('select * from events where id = $1', [id])).rows[0]!;
async function made(divisions?: DivisionForm[], status?: string): Promise<string> {
	const id = crypto.randomUUID();
	await save(id, {}, divisions);
	if (status) await setStatus(id, status);
	return id;
}
async function signUp(divisionId: string) {
	const w = await addPerson(db, { name: '选手' });
	const { rows } = await queryAs<{ id: string }>(
		db,
		'service_role',
		null,
		`select id from register($1, gen_random_uuid(), $2, '{}', 5, '[]')`,
		[w.userId, divisionId],
	);
	return { ...w, registrationId: rows[0]!.id };
}

describe('how many of one team may be in a division', () => {
	test('is kept with the event, taken back when left empty, and a whole number from 1', async () => {
		const id = crypto.randomUUID();
		const kept = async () =>
			(await db.query('select team_quota from events where id = $1', [id])).rows[0];
		await save(id, { team_quota: 1 });
		expect(await kept()).toEqual({ team_quota: 1 });
		await save(id, { team_quota: null }, []);
		expect(await kept()).toEqual({ team_quota: null });
		expect(await refusal(() => save(id, { team_quota: 0 }, []))).toMatchObject({
			code: 'invalid_input',
			detail: { field: 'team_quota' },
		});
	});
});

describe('saving an event', () => {
	test('stores it with its divisions in the order of the form, as a draft', async () => {
		const id = await made([{ name: '育婴员', capacity: 2 }, { name: '保洁员' }]);
		expect(await eventOf(id)).toMatchObject({ status: 'draft', created_by: staff.personId });
		expect(await divisionsOf(id)).toMatchObject([
			{ number: 1, name: '育婴员', capacity: 2 },
			{ number: 2, name: '保洁员', capacity: null },
		]);
	});

	test('is for the staff of its union alone', async () => {
		const stranger = await addPerson(db, { name: '路人' });
		const id = await made();
		for (const target of [id, crypto.randomUUID()]) {
			expect(await refusal(() => save(target, {}, undefined, stranger.userId))).toMatchObject({
				code: 'not_permitted',
			});
		}
	});

	test('never changes what is decided elsewhere: status, union, author', async () => {
		const id = await made();
		await save(id, {
			status: 'published',
			union_id: await unionId(db, '芜湖市'),
			created_by: null,
			id: crypto.randomUUID(),
		});
		expect(await eventOf(id)).toMatchObject({
			status: 'draft',
			union_id: hefei,
			created_by: staff.personId,
		});
	});

	test.each([
		[{ name: '赛' }, 'name'],
		[{ name: null }, 'name'],
		[{ kind: 'party' }, 'kind'],
		[{ starts_at: null }, 'starts_at'],
		[{ ends_at: FORM.starts_at }, 'ends_at'],
		[{ registration_closes_at: FORM.registration_opens_at }, 'registration_closes_at'],
		[{ measure: 21 }, 'measure'],
		[{ min_age: 60, max_age: 18 }, 'max_age'],
		[{ venue: '长'.repeat(121) }, 'venue'],
		[{ visibility: 'secret' }, 'visibility'],
		[{ ends_at: 'infinity' }, 'ends_at'],
		[{ ends_at: '294276-12-31' }, 'ends_at'],
		[{ starts_at: '-infinity' }, 'starts_at'],
		[{ registration_opens_at: '0001-01-01' }, 'registration_opens_at'],
		[{ registration_closes_at: '2100-01-02' }, 'registration_closes_at'],
		[{ consents: {} }, 'consents'],
		[{ consents: ['同意'] }, 'consents'],
		[{ consents: [{ key: 'c1', version: '1', text: '同意' }] }, 'consents'],
		[{ consents: [{ key: 'a.b', version: 1, text: '同意' }] }, 'consents'],
		[{ consents: [{ key: 'c1', version: 1 }] }, 'consents'],
		[{ consents: Array(2).fill({ key: 'c1', version: 1, text: '同意' }) }, 'consents'],
		[{ hosts: ['省总工会', null] }, 'hosts'],
		[{ organizers: [['省', '市']] }, 'organizers'],
		[{ co_organizers: [''] }, 'co_organizers'],
	])('names the field that is wrong: %j', async (wrong, field) => {
		const r = await refusal(() => save(crypto.randomUUID(), wrong));
		expect(r).toMatchObject({ sqlstate: 'PT400', code: 'invalid_input' });
		expect(r.detail.field).toBe(field);
	});

	test.each([
		[[{ name: '' }]],
		[[{ name: null }]],
		[[{ name: '育婴员', capacity: -1 }]],
		[[{ name: '育婴员', capacity: 'many' }]],
		[[{ name: '育婴员' }, { name: '育婴员' }]],
		[[{ name: '育婴员', opens_at: '2030-01-02', closes_at: '2030-01-01' }]],
		[[{ id: 'not-a-uuid', name: '育婴员' }]],
		['育婴员'],
		[null],
		[[{ name: '育婴员', aliases: 'x' }]],
		[[{ name: '育婴员', aliases: [null] }]],
		[[{ name: '育婴员', opens_at: 'infinity' }]],
		[[{ name: '育婴员', closes_at: '294276-12-31' }]],
	])('refuses wrong divisions and stores nothing: %j', async (divisions) => {
		const id = crypto.randomUUID();
		expect(await refusal(() => save(id, {}, JSON.stringify(divisions)))).toMatchObject({
			sqlstate: 'PT400',
			code: 'invalid_input',
			detail: { field: 'divisions' },
		});
		expect(await eventOf(id).catch(() => undefined)).toBeUndefined();
	});

	test('is refused once the event is called off', async () => {
		const id = await made();
		await setStatus(id, 'canceled', '场地停电');
		expect(await refusal(() => save(id))).toMatchObject({ code: 'event_status_conflict' });
	});

	test('cannot set fewer places than are taken, nor remove a division with people', async () => {
		const id = await made([{ name: '育婴员', capacity: 2 }], 'published');
		const [division] = await divisionsOf(id);
		const { userId, registrationId } = await signUp(division!.id);
		await signUp(division!.id);
		expect(
			await refusal(() => save(id, {}, [{ id: division!.id, name: '育婴员', capacity: 1 }])),
		).toMatchObject({ code: 'capacity_below_taken' });
		expect(await refusal(() => save(id, {}, []))).toMatchObject({ code: 'division_in_use' });
		// One who withdrew was there all the same: history keeps the division.
		await queryAs(db, 'authenticated', userId, 'select withdraw($1)', [registrationId]);
		await save(id, {}, [{ id: division!.id, name: '育婴员', capacity: 1 }]);
		expect((await divisionsOf(id))[0]!.capacity).toBe(1);
	});

	test('of an event that somebody else saved meanwhile is refused, and the stored one stays', async () => {
		const id = await made();
		const loaded = (await eventOf(id)).updated_at;
		await save(id, { name: '别人改的名称', updated_at: loaded });
		expect(await refusal(() => save(id, { name: '我的名称', updated_at: loaded }))).toMatchObject({
			sqlstate: 'PT409',
			code: 'changed_meanwhile',
		});
		const now = await eventOf(id);
		expect(now.name).toBe('别人改的名称');
		await save(id, { name: '我的名称', updated_at: now.updated_at });
		expect((await eventOf(id)).name).toBe('我的名称');
	});

	describe('one division each', () => {
		const DIVISIONS = [{ name: '育婴员' }, { name: '保洁员' }];
		async function open(oneEach: boolean) {
			const id = crypto.randomUUID();
			await save(id, { one_division_each: oneEach }, DIVISIONS);
			await setStatus(id, 'published');
			const divisions = await divisionsOf(id);
			return { id, divisions, first: divisions[0]!, second: divisions[1]! };
		}
		const alsoIn = (userId: string, divisionId: string) =>
			queryAs(
				db,
				'service_role',
				null,
				`select id from register($1, gen_random_uuid(), $2, '{}', 5, '[]')`,
				[userId, divisionId],
			);

		test('switched on holds for those who signed up before', async () => {
			const { id, divisions, first, second } = await open(false);
			const { personId } = await signUp(first.id);
			await save(id, { one_division_each: true }, divisions);
			// Past the function's own look: the index refuses.
			const insert = db.query(
				`insert into registrations (event_id, division_id, person_id, short_code)
				 values ($1, $2, $3, 'ABCDEF')`,
				[id, second.id, personId],
			);
			await expect(insert).rejects.toMatchObject({ constraint: 'registrations_one_trade' });
		});

		test('switched off lets those in who signed up before', async () => {
			const { id, divisions, first, second } = await open(true);
			const { userId } = await signUp(first.id);
			await save(id, { one_division_each: false }, divisions);
			await alsoIn(userId, second.id);
		});

		test('is refused with the number of people who hold two', async () => {
			const { id, divisions, first, second } = await open(false);
			for (let i = 0; i < 2; i++) await alsoIn((await signUp(first.id)).userId, second.id);
			await signUp(first.id);
			expect(await refusal(() => save(id, { one_division_each: true }, divisions))).toMatchObject({
				code: 'people_in_two_divisions',
				detail: { field: 'one_division_each', people: 2 },
			});
		});
	});

	test('two divisions may change their names with each other', async () => {
		const id = await made([{ name: '育婴员' }, { name: '保洁员' }]);
		const [a, b] = await divisionsOf(id);
		await save(id, {}, [
			{ id: a!.id, name: '保洁员' },
			{ id: b!.id, name: '育婴员' },
		]);
		expect(await divisionsOf(id)).toMatchObject([{ name: '保洁员' }, { name: '育婴员' }]);
	});

	test('a division’s number stands in printed passes and is never given twice', async () => {
		const id = await made([{ name: '育婴员' }, { name: '保洁员' }, { name: '养老护理员' }]);
		const [first, second] = await divisionsOf(id);
		await save(id, {}, [first!, second!]);
		await save(id, {}, [first!, second!, { name: '家政服务员' }]);
		expect((await divisionsOf(id)).map((d) => d.number)).toEqual([1, 2, 4]);
		await save(id, {}, []);
		await save(id, {}, [{ name: '育婴员' }]);
		expect((await divisionsOf(id)).map((d) => d.number)).toEqual([5]);
	});

	test('a division of another event is not moved here by its id', async () => {
		const other = await made([{ name: '育婴员' }]);
		const [foreign] = await divisionsOf(other);
		const id = await made([{ id: foreign!.id, name: '保洁员' }]);
		expect(await divisionsOf(other)).toMatchObject([{ id: foreign!.id, name: '育婴员' }]);
		expect((await divisionsOf(id))[0]!.id).not.toBe(foreign!.id);
	});
});

describe('the status of an event', () => {
	const ALLOWED: Record<string, string[]> = {
		draft: ['published', 'canceled'],
		published: ['draft', 'finished', 'canceled'],
		finished: ['published', 'archived'],
		archived: [],
		canceled: [],
	};
	const STATUSES = Object.keys(ALLOWED);
	const CASES = STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const));
	test.each(CASES)('from %s to %s', async (from, to) => {
		const id = await made();
		await db.query('update events set status = $2 where id = $1', [id, from]);
		const change = () => setStatus(id, to, '按规定');
		if (ALLOWED[from]!.includes(to)) {
			await change();
			expect((await eventOf(id)).status).toBe(to);
		} else {
			expect(await refusal(change)).toMatchObject({
				code: 'event_status_conflict',
				detail: { status: from },
			});
		}
	});

	test('an event without a division cannot be published', async () => {
		const id = await made([]);
		expect(await refusal(() => setStatus(id, 'published'))).toMatchObject({
			code: 'event_not_ready',
			detail: { field: 'divisions' },
		});
	});

	test('an event with people cannot become a draft again', async () => {
		const id = await made(undefined, 'published');
		await signUp((await divisionsOf(id))[0]!.id);
		expect(await refusal(() => setStatus(id, 'draft'))).toMatchObject({
			code: 'event_status_conflict',
		});
	});

	test('calling off needs a reason, which those signed up are told', async () => {
		const id = await made(undefined, 'published');
		const { userId } = await signUp((await divisionsOf(id))[0]!.id);
		expect(await refusal(() => setStatus(id, 'canceled', '  '))).toMatchObject({
			code: 'reason_required',
		});
		await setStatus(id, 'canceled', '场地停电');
		const { rows } = await queryAs<{ params: { reason: string } }>(
			db,
			'authenticated',
			userId,
			`select params from notifications where kind = 'event_canceled'`,
		);
		expect(rows.map((r) => r.params.reason)).toEqual(['场地停电']);
	});

	test.each([
		['nonsense', null, 'event_status_conflict'],
		[null, null, 'event_status_conflict'],
		['canceled', '长'.repeat(501), 'invalid_input'],
	])('a wrong value is refused in words: %s', async (status, reason, code) => {
		const id = await made();
		expect(await refusal(() => setStatus(id, status, reason))).toMatchObject({ code });
	});
});
