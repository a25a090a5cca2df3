import type { PGlite } from '@electric-sql/pglite';
import { addEvent, addPerson, queryAs, unionId, type Role } from './helpers';

export const ACTORS = [
	'anon',
	'self', // a worker, of whom the rows speak
	'other', // another worker
	'admin', // of the union that owns the events
	'sibling', // admin of a union beside it
	'manager', // of the event
	'scanner', // of the event
	'service', // the server
] as const;
export type Actor = (typeof ACTORS)[number];

/** One union with a worker, staff, and events in every state that matters for who may see what. */
export interface World {
	db: PGlite;
	ids: Record<
		| 'union'
		| 'event'
		| 'draft'
		| 'unlisted'
		| 'division'
		| 'registration'
		| 'device'
		| 'checkpoint'
		| 'scan'
		| 'request',
		string
	>;
	people: Record<Exclude<Actor, 'anon' | 'service'>, { userId: string; personId: string }>;
	as<T = Record<string, unknown>>(
		actor: Actor,
		sql: string,
		params?: unknown[],
		options?: { keep?: boolean },
	): Promise<{ rows: T[]; affected: number }>;
}

const roleOf = (actor: Actor): Role =>
	actor === 'anon' ? 'anon' : actor === 'service' ? 'service_role' : 'authenticated';

export async function makeWorld(db: PGlite): Promise<World> {
	const union = await unionId(db, '合肥市');
	const beside = await unionId(db, '芜湖市');
	const people = {
		self: await addPerson(db, { name: '本人', phone: '13900000001', unionId: union }),
		other: await addPerson(db, { name: '别人', phone: '13900000002', unionId: beside }),
		admin: await addPerson(db, { name: '管理员', unionId: union }),
		sibling: await addPerson(db, { name: '邻会管理员', unionId: beside }),
		manager: await addPerson(db, { name: '负责人' }),
		scanner: await addPerson(db, { name: '扫码员' }),
	};
	await db.query('update people set phone_verified_at = now() where id = $1', [
		people.self.personId,
	]);
	const { eventId: event, divisionIds } = await addEvent(db, {
		unionId: union,
		divisions: { 育婴员: 9 },
	});
	const { eventId: draft } = await addEvent(db, {
		unionId: union,
		divisions: { 育婴员: 9 },
		status: 'draft',
	});
	const { eventId: unlisted } = await addEvent(db, { unionId: union, divisions: { 育婴员: 9 } });
	await db.query(`update events set visibility = 'unlisted' where id = $1`, [unlisted]);
	await db.query(
		`insert into grants (person_id, role, union_id, event_id) values
		($1, 'admin', $5, null), ($2, 'admin', $6, null), ($3, 'manager', null, $7), ($4, 'scanner', null, $7)`,
		[
			people.admin.personId,
			people.sibling.personId,
			people.manager.personId,
			people.scanner.personId,
			union,
			beside,
			event,
		],
	);

	const as: World['as'] = (actor, sql, params, options) =>
		queryAs(
			db,
			roleOf(actor),
			actor === 'anon' || actor === 'service' ? null : people[actor].userId,
			sql,
			params,
			options,
		);
	const one = async (actor: Actor, sql: string, params: unknown[]) =>
		Object.values((await as(actor, sql, params)).rows[0] ?? {})[0] as string;

	const division = divisionIds.育婴员!;
	const registration = await one(
		'service',
		`select id from register($1, gen_random_uuid(), $2, '{}', 5, '[]')`,
		[people.self.userId, division],
	);
	await db.query(
		`insert into person_identities (person_id, cipher, hmac, tail) values ($1, 'x', repeat('0', 64), '0000')`,
		[people.self.personId],
	);
	await db.query(
		`insert into pass_keys (kid, public_key) values (1, '{"kty":"EC","crv":"P-256","x":"a","y":"b"}')`,
	);
	await db.query(
		`insert into passes (registration_id, serial, kid, code, valid_until)
		 values ($1, 1, 1, 'HJ1:' || repeat('0', 165), now() + interval '30 days')`,
		[registration],
	);
	const request = await one('self', 'select request_join($1)', [union]);
	// A log row: staff act on the person.
	await as('manager', `select change_registrations($1, $2, 'block', '待核对')`, [
		event,
		[registration],
	]);
	await as('manager', `select change_registrations($1, $2, 'unblock')`, [event, [registration]]);
	const device = crypto.randomUUID();
	await as('scanner', 'select enroll_device($1, $2, $3)', [device, event, '东门']);
	const checkpoint = (
		await db.query<{ id: string }>('select id from checkpoints where event_id = $1', [event])
	).rows[0]!.id;
	const scan = crypto.randomUUID();
	await as('scanner', 'select record_scans($1)', [
		{
			device_id: device,
			sent_at: Date.now(),
			scans: [
				{
					id: scan,
					checkpoint_id: checkpoint,
					registration_id: registration,
					way: 'name',
					direction: 'in',
					gate: '东门',
					device_time: Date.now(),
					local_verdict: 'admitted',
				},
			],
			annulments: [{ id: crypto.randomUUID(), scan_id: crypto.randomUUID(), at: Date.now() }],
		},
	]);
	await as('service', 'select queue_deliveries()', []);
	return {
		db,
		people,
		as,
		ids: {
			union,
			event,
			draft,
			unlisted,
			division,
			registration,
			device,
			checkpoint,
			scan,
			request,
		},
	};
}
