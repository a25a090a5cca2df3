import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, describe, expect, test } from 'vitest';
import { addEvent, addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let hefei: string;
let suzhou: string;
let admin: { userId: string; personId: string };
let stranger: { userId: string; personId: string };

const grant = (personId: string, role: string, on: { union?: string; event?: string }) =>
	db.query('insert into grants (person_id, role, union_id, event_id) values ($1, $2, $3, $4)', [
		personId,
		role,
		on.union ?? null,
		on.event ?? null,
	]);
const as = <T>(who: { userId: string } | null, sql: string, params: unknown[] = []) =>
	queryAs<T>(db, who ? 'authenticated' : 'anon', who?.userId ?? null, sql, params);

beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
	suzhou = await unionId(db, '宿州市');
	admin = await addPerson(db, { name: '陈主席', unionId: hefei });
	stranger = await addPerson(db, { name: '路人', unionId: suzhou });
	await grant(admin.personId, 'admin', { union: hefei });
});

describe('the list of my events', () => {
	test('holds the events of my unions and those I manage, with their counts, and no others', async () => {
		const own = await addEvent(db, {
			unionId: hefei,
			divisions: { 焊工: 3, 电工: 2 },
			status: 'draft',
		});
		const other = await addEvent(db, { unionId: suzhou, divisions: { 焊工: null } });
		const worker = await addPerson(db, { name: '李工' });
		await db.query(
			`insert into registrations (event_id, division_id, person_id, short_code, status)
			 values ($1, $2, $3, 'ABCDEF', 'pending')`,
			[own.eventId, own.divisionIds.焊工, worker.personId],
		);
		const mine = await as<Record<string, unknown>>(admin, 'select * from desk_events()');
		expect(mine.rows.map((r) => r.id)).toEqual([own.eventId]);
		expect(mine.rows[0]).toMatchObject({ division_count: 2, taken: 1, capacity: 5, pending: 1 });

		await grant(stranger.personId, 'manager', { event: other.eventId });
		const theirs = await as<Record<string, unknown>>(stranger, 'select * from desk_events()');
		expect(theirs.rows.map((r) => r.id)).toEqual([other.eventId]);
		expect(theirs.rows[0]).toMatchObject({ capacity: null });
	});

	test('comes in pages, what is to come first, and the oldest is found by its id', async () => {
		const union = await unionId(db, '黄山市');
		const boss = await addPerson(db, { name: '黄主席', unionId: union });
		await grant(boss.personId, 'admin', { union });
		await db.query(
			`insert into events (union_id, kind, name, starts_at, ends_at, registration_opens_at, registration_closes_at, status)
			 select $1, 'training', '第' || n || '期', now() + n * interval '1 day', now() + (n + 0.5) * interval '1 day',
				 now() - interval '5 years', now() - interval '4 years', 'published'
			 from generate_series(-600, 2) n where n <> 0`,
			[union],
		);
		const page = async (limit: number, offset: number) =>
			(
				await as<{ id: string; name: string; total: number }>(
					boss,
					'select id, name, total from desk_events($1, $2)',
					[limit, offset],
				)
			).rows;
		const first = await page(4, 0);
		expect(first.map((row) => row.name)).toEqual(['第1期', '第2期', '第-1期', '第-2期']);
		expect(first[0]!.total).toBe(602);
		expect((await page(4, 4)).map((row) => row.name)[0]).toBe('第-3期');
		const [oldest] = await page(4, 601);
		const { rows } = await as(boss, 'select name from desk_event($1)', [oldest!.id]);
		expect(rows).toEqual([{ name: '第-600期' }]);
		expect((await as(stranger, 'select name from desk_event($1)', [oldest!.id])).rows).toEqual([]);
		expect((await as(boss, 'select name from desk_event(null)')).rows).toEqual([]);
	});

	test('is empty for a worker and closed to the signed-out', async () => {
		const worker = await addPerson(db, { name: '王工' });
		expect((await as(worker, 'select * from desk_events()')).rows).toEqual([]);
		expect(await refusal(() => as(null, 'select * from desk_events()'))).toMatchObject({
			sqlstate: '42501',
		});
	});
});

describe('counts of an event', () => {
	test('are told to its managers and refused to others', async () => {
		const { eventId } = await addEvent(db, { unionId: hefei, divisions: { 焊工: 3 } });
		const { rows } = await as(admin, 'select * from event_counts($1)', [eventId]);
		expect(rows[0]).toMatchObject({ approved: 0, pending: 0, scanners: 0, teams: 0 });
		const worker = await addPerson(db, { name: '张工' });
		expect(
			await refusal(() => as(worker, 'select * from event_counts($1)', [eventId])),
		).toMatchObject({ code: 'not_permitted' });
	});
});

describe('teams of an event', () => {
	test('stand in the official order, for its managers alone', async () => {
		const { eventId, divisionIds } = await addEvent(db, { unionId: hefei, divisions: { 焊工: 3 } });
		let code = 0;
		for (const union of [suzhou, hefei, hefei]) {
			const worker = await addPerson(db, { name: '队员' });
			await db.query(
				`insert into registrations (event_id, division_id, person_id, union_id, short_code)
				 values ($1, $2, $3, $4, $5)`,
				[eventId, divisionIds.焊工, worker.personId, union, `ABCDE${++code + 1}`],
			);
		}
		const { rows } = await as(admin, 'select name, registered from event_teams($1)', [eventId]);
		expect(rows).toEqual([
			{ name: '合肥市', registered: 2 },
			{ name: '宿州市', registered: 1 },
		]);
		expect(
			await refusal(() => as(stranger, 'select * from event_teams($1)', [eventId])),
		).toMatchObject({ code: 'not_permitted' });
	});
});

describe('people of a team in a division', () => {
	test('are counted while their registrations live, for the managers alone', async () => {
		const { eventId, divisionIds } = await addEvent(db, {
			unionId: hefei,
			divisions: { 焊工: 9, 钳工: 9 },
		});
		const enter = async (
			code: string,
			union: string,
			division: string | undefined,
			status: string,
		) => {
			const worker = await addPerson(db, { name: '队员' });
			await db.query(
				`insert into registrations (event_id, division_id, person_id, union_id, short_code, status)
				 values ($1, $2, $3, $4, $5, $6)`,
				[eventId, division, worker.personId, union, code, status],
			);
		};
		await enter('QUQTA2', hefei, divisionIds.焊工, 'approved');
		await enter('QUQTA3', hefei, divisionIds.焊工, 'pending');
		await enter('QUQTA4', hefei, divisionIds.焊工, 'canceled');
		await enter('QUQTA5', suzhou, divisionIds.钳工, 'approved');
		const { rows } = await as(
			admin,
			'select union_name, division_name, registered from event_team_divisions($1)',
			[eventId],
		);
		expect(rows).toEqual([
			{ union_name: '合肥市', division_name: '焊工', registered: 2 },
			{ union_name: '宿州市', division_name: '钳工', registered: 1 },
		]);
	});
});

describe('who holds a role', () => {
	test('names are told to who may give roles there, also of people from elsewhere', async () => {
		const { eventId } = await addEvent(db, { unionId: hefei, divisions: { 焊工: 3 } });
		await grant(stranger.personId, 'scanner', { event: eventId });
		const { rows } = await as<Record<string, unknown>>(admin, 'select * from event_staff($1)', [
			eventId,
		]);
		expect(rows).toMatchObject([{ person_name: '路人', role: 'scanner', union_name: '宿州市' }]);
		const union = await as<Record<string, unknown>>(admin, 'select * from union_staff($1)', [
			hefei,
		]);
		expect(union.rows).toMatchObject([{ person_name: '陈主席', role: 'admin' }]);
	});

	test('a scanner, a worker and the admin of another union are refused', async () => {
		const { eventId } = await addEvent(db, { unionId: hefei, divisions: { 焊工: 3 } });
		const scanner = await addPerson(db, { name: '扫码员' });
		await grant(scanner.personId, 'scanner', { event: eventId });
		const far = await addPerson(db, { name: '外地' });
		await grant(far.personId, 'admin', { union: suzhou });
		for (const who of [scanner, far]) {
			expect(
				await refusal(() => as(who, 'select * from event_staff($1)', [eventId])),
			).toMatchObject({ code: 'not_permitted' });
			expect(await refusal(() => as(who, 'select * from union_staff($1)', [hefei]))).toMatchObject({
				code: 'not_permitted',
			});
		}
	});

	test('asking for no event and no union is refused, not answered with everything', async () => {
		expect(await refusal(() => as(admin, 'select * from event_staff(null)'))).toMatchObject({
			code: 'not_permitted',
		});
	});
});

describe('requests to join', () => {
	test('are shown with names to the union they ask and to those above, not sideways', async () => {
		const worker = await addPerson(db, { name: '刘工' });
		await as(worker, 'select request_join($1, $2)', [hefei, '在合肥上班']);
		const { rows } = await as<Record<string, unknown>>(
			admin,
			'select * from open_join_requests($1)',
			[hefei],
		);
		expect(rows).toMatchObject([{ person_name: '刘工', note: '在合肥上班', union_name: '合肥市' }]);
		const root = await unionId(db, '安徽省');
		expect(
			await refusal(() => as(admin, 'select * from open_join_requests($1)', [root])),
		).toMatchObject({ code: 'not_permitted' });
		expect(
			await refusal(() => as(worker, 'select * from open_join_requests($1)', [hefei])),
		).toMatchObject({ code: 'not_permitted' });
	});
});

describe('a request of somebody whom a sheet entered', () => {
	test('shows the record that may be theirs, and where it is', async () => {
		const worker = await addPerson(db, { name: '孙工', phone: '13855512345' });
		await db.query(`insert into people (name, phone) values ('孙工', '13855512345')`);
		await as(worker, 'select request_join($1)', [suzhou]);
		const reviewer = await addPerson(db, { name: '审核' });
		await grant(reviewer.personId, 'reviewer', { union: suzhou });
		const { rows } = await as<{ entered: unknown[] }>(
			reviewer,
			'select * from open_join_requests($1)',
			[suzhou],
		);
		expect(rows[0]!.entered).toEqual([{ id: expect.any(String), events: [] }]);
	});
});

describe('the log', () => {
	test('names actor and subject, newest first, page by page, to admins alone', async () => {
		const worker = await addPerson(db, { name: '赵工' });
		for (const role of ['organizer', 'reviewer']) {
			await as(admin, 'select give_grant($1, $2, $3)', [worker.personId, role, hefei]);
		}
		const first = await as<{ seq: bigint }>(admin, 'select * from audit_page($1, null, 1)', [
			hefei,
		]);
		expect(first.rows).toMatchObject([
			{ actor: '陈主席', subject: '赵工', action: 'give_grant', payload: { role: 'reviewer' } },
		]);
		const next = await as(admin, 'select * from audit_page($1, $2, 1)', [
			hefei,
			first.rows[0]!.seq,
		]);
		expect(next.rows).toMatchObject([{ payload: { role: 'organizer' } }]);
		// An organizer of the union is not its admin.
		expect(await refusal(() => as(worker, 'select * from audit_page($1)', [hefei]))).toMatchObject({
			code: 'not_permitted',
		});
	});
});
