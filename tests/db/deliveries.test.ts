import type { PGlite } from '@electric-sql/pglite';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { addPerson, freshDatabase, queryAs } from './helpers';

let db: PGlite;
let person: string;
beforeAll(async () => {
	db = await freshDatabase();
	person = (await addPerson(db, { name: '李红梅', email: 'worker@example.test' })).personId;
});
beforeEach(() => db.exec('delete from notifications'));

const server = async (sql: string, params: unknown[] = []) =>
	(await queryAs<Record<string, unknown>>(db, 'service_role', null, sql, params)).rows;
const notify = (key: string, age = '0') =>
	db.exec(`select private.notify('${person}', 'event_canceled', null, '{}', '${key}');
		update notifications set created_at = now() - interval '${age}' where dedupe_key = '${key}';
		select private.queue_deliveries()`);
const states = async () =>
	(
		await db.query<{ x: string }>(
			`select n.dedupe_key || ' ' || d.status as x from deliveries d
			 join notifications n on n.id = d.notification_id order by d.id`,
		)
	).rows.map((row) => row.x);

test('a message is queued once, through what the person has then', async () => {
	const bare = (await addPerson(db, { name: '没有邮箱' })).personId;
	await db.exec(`update people set email = null where id = '${bare}';
		select private.notify('${person}', 'event_canceled', null, '{}', 'one');
		select private.notify('${person}', 'event_canceled', null, '{}', 'one');
		select private.notify('${bare}', 'event_canceled', null, '{}', 'two')`);
	expect(await states()).toEqual([]);
	expect(await server('select queue_deliveries()')).toEqual([{ queue_deliveries: 2 }]);
	expect(await states()).toEqual(['one queued']);
	expect(await server('select queue_deliveries()')).toEqual([{ queue_deliveries: 0 }]);
	expect(await states()).toEqual(['one queued']);
});

test('what nobody could send for a day expires, and is not called sent', async () => {
	await notify('old', '25 hours');
	await notify('new', '23 hours');
	await notify('stuck', '25 hours');
	await db.exec(`update deliveries set status = 'sending', next_at = now() + interval '5 minutes'
		where notification_id = (select id from notifications where dedupe_key = 'stuck')`);
	expect(await server('select expire_deliveries()')).toEqual([{ expire_deliveries: 1 }]);
	expect(await states()).toEqual(['old expired', 'new queued', 'stuck sending']);
	expect(await server('select * from claim_deliveries(10)')).toHaveLength(1);
	await db.exec(`update deliveries set next_at = now() where status = 'sending'`);
	expect(await server('select expire_deliveries()')).toEqual([{ expire_deliveries: 1 }]);
});

test('what waits can be read without being taken', async () => {
	await notify('first');
	await notify('second');
	const waiting = await server('select * from waiting_deliveries(0, 10)');
	expect(waiting).toMatchObject([
		{ address: 'worker@example.test', recipient: '李红梅', kind: 'event_canceled' },
		{ address: 'worker@example.test' },
	]);
	expect(await states()).toEqual(['first queued', 'second queued']);
	const after = [waiting[0]!.id];
	expect(await server('select * from waiting_deliveries($1, 10)', after)).toHaveLength(1);
});

test('the sender learns what became of a delivery', async () => {
	await notify('tried');
	const finish = async (error: string | null) => {
		const [claimed] = await server('select * from claim_deliveries(1)');
		const [answer] = await server('select finish_delivery($1, $2)', [claimed!.id, error]);
		await db.exec('update deliveries set next_at = now()');
		return answer!.finish_delivery;
	};
	for (let i = 0; i < 4; i++) expect(await finish('refused')).toBe('queued');
	expect(await finish('refused')).toBe('failed');
	await notify('sent');
	expect(await finish(null)).toBe('sent');
});
