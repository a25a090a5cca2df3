import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { addPerson, freshDatabase, queryAs, refusal, unionId } from './helpers';

let db: PGlite;
let union: string;
beforeAll(async () => {
	db = await freshDatabase();
	union = await unionId(db, '合肥市');
});

const asOwner = (sql: string) =>
	db.exec(`set session_replication_role = replica; ${sql}; set session_replication_role = origin`);
const findBreak = async () => (await db.query('select * from public.audit_break()')).rows;

beforeEach(async () => {
	await asOwner('delete from audit_payloads; delete from audit_log');
	for (let i = 1; i <= 5; i++) {
		await db.query(
			`select private.write_audit(gen_random_uuid(), 'block', 'person', gen_random_uuid(), $1, $2)`,
			[union, { reason: `第${i}次` }],
		);
	}
});

describe('the audit log', () => {
	test('numbers its rows without a gap, each covering the one before', async () => {
		const { rows } = await db.query<{ seq: number; chained: boolean }>(
			`select seq, previous_hash = lag(hash, 1, sha256('')) over (order by seq) as chained
			 from audit_log order by seq`,
		);
		expect(rows).toEqual([1, 2, 3, 4, 5].map((seq) => ({ seq, chained: true })));
		expect(await findBreak()).toEqual([]);
	});

	test.each([
		'update audit_log set action = action',
		'delete from audit_log',
		'truncate audit_log cascade',
		'update audit_payloads set payload = payload',
	])('refuses even its owner: %s', async (sql) => {
		expect((await refusal(() => db.exec(sql))).sqlstate).toBe('42501');
	});

	test.each([
		['another word', `update audit_log set action = 'unblock' where seq = 3`, 3, 'hash'],
		['another time', `update audit_log set at = at + interval '1 second' where seq = 2`, 2, 'hash'],
		['another actor', `update audit_log set actor_id = null where seq = 5`, 5, 'hash'],
		['another union', `update audit_log set union_id = null where seq = 1`, 1, 'hash'],
		['a row taken out', 'delete from audit_log where seq = 3', 4, 'gap'],
		[
			'a row taken out and the rest renumbered',
			`delete from audit_log where seq = 3; update audit_log set seq = 3 where seq = 4;
			 update audit_log set seq = 4 where seq = 5`,
			3,
			'previous',
		],
		['another payload', `update audit_payloads set payload = '{}' where seq = 4`, 4, 'payload'],
		[
			'a payload of another row',
			'update audit_payloads set seq = 9 where seq = 2; update audit_payloads set seq = 2 where seq = 1',
			2,
			'payload',
		],
	])('shows who tampers where: %s', async (_, sql, seq, fault) => {
		await asOwner(sql);
		expect(await findBreak()).toEqual([{ seq, fault }]);
	});

	test('holds after a payload was erased, as a person may ask', async () => {
		await db.exec('delete from audit_payloads where seq in (2, 4)');
		expect(await findBreak()).toEqual([]);
		const { rows } = await db.query('select seq from audit_log order by seq');
		expect(rows).toHaveLength(5);
	});

	test('of an act that is rolled back nothing stays, and the next row takes its number', async () => {
		await db.exec(
			`begin; select private.write_audit(null, 'block', 'person', null, null, '{}'); rollback`,
		);
		await db.exec(`select private.write_audit(null, 'block', 'person', null, null, '{}')`);
		expect((await db.query('select max(seq) as seq from audit_log')).rows).toEqual([{ seq: 6 }]);
		expect(await findBreak()).toEqual([]);
	});
});

describe('erasing the words of a row', () => {
	let admin: { userId: string; personId: string };
	let sibling: { userId: string; personId: string };
	let worker: { userId: string; personId: string };
	beforeAll(async () => {
		admin = await addPerson(db, { name: '管理员', unionId: union });
		sibling = await addPerson(db, { name: '邻会管理员' });
		worker = await addPerson(db, { name: '职工', unionId: union });
		await db.query(
			`insert into grants (person_id, role, union_id) values ($1, 'admin', $2), ($3, 'admin', $4)`,
			[admin.personId, union, sibling.personId, await unionId(db, '芜湖市')],
		);
	});
	const erase = (who: { userId: string }, seq: number | null, reason: string | null = '本人申请') =>
		queryAs(db, 'authenticated', who.userId, 'select erase_audit_payload($1, $2)', [seq, reason]);

	test('leaves the row, the chain and a row that says who did it and why', async () => {
		await erase(admin, 3);
		const { rows } = await queryAs<{ seq: number; action: string; payload: unknown }>(
			db,
			'authenticated',
			admin.userId,
			'select seq, action, payload from audit_page($1) where seq in (3, 6) order by seq',
			[union],
		);
		expect(rows).toEqual([
			{ seq: 3, action: 'block', payload: null },
			{ seq: 6, action: 'erase_audit_payload', payload: { seq: 3, reason: '本人申请' } },
		]);
		expect(await findBreak()).toEqual([]);
		expect(await refusal(() => erase(admin, 3))).toMatchObject({ code: 'not_found' });
		// The trace of an erasure stays.
		expect(await refusal(() => erase(admin, 6))).toMatchObject({ code: 'not_permitted' });
	});

	test('is for the admins of the row’s union, and asks for a reason', async () => {
		for (const who of [sibling, worker]) {
			expect(await refusal(() => erase(who, 2))).toMatchObject({ code: 'not_permitted' });
		}
		for (const seq of [99, null]) {
			expect(await refusal(() => erase(admin, seq))).toMatchObject({ code: 'not_permitted' });
		}
		for (const reason of [' ', null]) {
			expect(await refusal(() => erase(admin, 2, reason))).toMatchObject({
				code: 'reason_required',
			});
		}
		const { rows } = await db.query('select seq from audit_payloads order by seq');
		expect(rows).toHaveLength(5);
	});
});
