import { beforeAll, describe, expect, test } from 'vitest';
import { freshDatabase, refusal } from './helpers';
import { ACTORS, makeWorld, type Actor, type World } from './world';

let world: World;
beforeAll(async () => {
	world = await makeWorld(await freshDatabase());
});

/**
 * Who sees which row. `sees`: those who get it; everybody else who may ask at all gets no row, and
 * those in `denied` lack even the right to ask (42501).
 */
interface Rule {
	table: string;
	row: (w: World) => [condition: string, ...params: unknown[]];
	what: string;
	sees: Actor[];
	denied: Actor[];
	/** What is asked for; without it the whole row. */
	columns?: string;
}
const EVERYBODY: Actor[] = [...ACTORS];
const STAFF: Actor[] = ['admin', 'manager', 'scanner'];
const by = (column: string, id: (w: World) => string): Rule['row'] => {
	return (w) => [`${column} = $1`, id(w)];
};

const RULES: Rule[] = [
	{
		table: 'unions',
		what: 'any union',
		row: by('id', (w) => w.ids.union),
		sees: EVERYBODY,
		denied: [],
	},
	{
		table: 'people',
		what: 'a worker',
		row: by('id', (w) => w.people.self.personId),
		sees: ['self', 'admin', 'service'],
		denied: ['anon'],
	},
	{
		table: 'people',
		what: 'a member of staff without a union',
		row: by('id', (w) => w.people.scanner.personId),
		sees: ['scanner', 'service'],
		denied: ['anon'],
	},
	{
		table: 'person_identities',
		what: 'the sealed ID number of a worker',
		row: by('person_id', (w) => w.people.self.personId),
		sees: ['service'],
		denied: ['anon', 'self', 'other', 'admin', 'sibling', 'manager', 'scanner'],
	},
	{
		table: 'grants',
		what: 'a role on the union',
		row: by('person_id', (w) => w.people.admin.personId),
		sees: ['admin', 'service'],
		denied: ['anon'],
	},
	{
		table: 'grants',
		what: 'a role on the event',
		row: by('person_id', (w) => w.people.scanner.personId),
		sees: ['scanner', 'admin', 'service'],
		denied: ['anon'],
	},
	{
		table: 'union_join_requests',
		what: 'a request to join',
		row: by('id', (w) => w.ids.request),
		sees: ['self', 'admin', 'service'],
		denied: ['anon'],
	},
	{
		table: 'audit_log',
		what: 'what staff did',
		row: by('subject_id', (w) => w.ids.event),
		sees: ['admin', 'service'],
		denied: ['anon'],
	},
	{
		table: 'audit_payloads',
		what: 'the words of what staff did',
		row: (w) => [`payload -> 'ids' ? $1`, w.ids.registration],
		sees: ['admin', 'service'],
		denied: ['anon'],
	},
	{
		table: 'events',
		what: 'a published event',
		row: by('id', (w) => w.ids.event),
		sees: EVERYBODY,
		denied: [],
	},
	{
		table: 'events',
		what: 'a draft',
		row: by('id', (w) => w.ids.draft),
		sees: ['admin', 'service'],
		denied: [],
	},
	{
		table: 'events',
		what: 'an unlisted event',
		row: by('id', (w) => w.ids.unlisted),
		sees: ['admin', 'service'],
		denied: [],
	},
	{
		table: 'divisions',
		what: 'a division of a published event',
		row: by('event_id', (w) => w.ids.event),
		sees: EVERYBODY,
		denied: [],
	},
	{
		table: 'divisions',
		what: 'a division of a draft',
		row: by('event_id', (w) => w.ids.draft),
		sees: ['admin', 'service'],
		denied: [],
	},
	{
		table: 'division_places',
		what: 'the places of a published event',
		row: (w) => ['division_id in (select id from divisions where event_id = $1)', w.ids.event],
		sees: EVERYBODY,
		denied: [],
	},
	{
		table: 'division_places',
		what: 'the places of a draft',
		row: (w) => ['division_id in (select id from divisions where event_id = $1)', w.ids.draft],
		sees: ['admin', 'service'],
		denied: [],
	},
	{
		table: 'checkpoints',
		what: 'a checkpoint of a published event',
		row: by('id', (w) => w.ids.checkpoint),
		sees: EVERYBODY,
		denied: [],
	},
	{
		table: 'checkpoints',
		what: 'a checkpoint of a draft',
		row: by('event_id', (w) => w.ids.draft),
		sees: ['admin', 'service'],
		denied: [],
	},
	{
		table: 'registrations',
		what: 'a registration',
		columns: 'id, status, status_reason, short_code, answers',
		row: by('id', (w) => w.ids.registration),
		sees: ['self', 'admin', 'manager', 'service'],
		denied: ['anon'],
	},
	{
		table: 'registrations',
		what: 'why somebody is stopped at the door',
		columns: 'blocked_reason',
		row: by('id', (w) => w.ids.registration),
		// Staff read it through list_registrations.
		sees: ['service'],
		denied: ['anon', 'self', 'other', 'admin', 'sibling', 'manager', 'scanner'],
	},
	{
		table: 'registration_history',
		what: 'the history of a registration, with the words among staff',
		row: by('registration_id', (w) => w.ids.registration),
		sees: ['admin', 'manager', 'service'],
		denied: ['anon'],
	},
	{
		table: 'passes',
		what: 'a pass',
		row: by('registration_id', (w) => w.ids.registration),
		sees: ['self', 'admin', 'manager', 'service'],
		denied: ['anon'],
	},
	{
		table: 'pass_keys',
		what: 'a public key',
		row: () => ['kid = $1', 1],
		sees: EVERYBODY,
		denied: [],
	},
	{
		table: 'notifications',
		what: 'a message to a worker',
		row: by('person_id', (w) => w.people.self.personId),
		sees: ['self', 'service'],
		denied: ['anon'],
	},
	{
		table: 'deliveries',
		what: 'the sending of a message',
		row: () => ['channel = $1', 'email'],
		sees: ['service'],
		denied: ['anon', 'self', 'other', 'admin', 'sibling', 'manager', 'scanner'],
	},
	{
		table: 'devices',
		what: 'a device at a gate',
		row: by('id', (w) => w.ids.device),
		sees: [...STAFF, 'service'],
		denied: ['anon'],
	},
	{
		table: 'scans',
		what: 'a scan',
		row: by('id', (w) => w.ids.scan),
		sees: [...STAFF, 'service'],
		denied: ['anon'],
	},
	{
		table: 'scan_annulments',
		what: 'an annulled scan',
		row: by('event_id', (w) => w.ids.event),
		sees: [...STAFF, 'service'],
		denied: ['anon'],
	},
	{
		table: 'standing_scans',
		what: 'a standing scan',
		row: by('id', (w) => w.ids.scan),
		sees: [...STAFF, 'service'],
		denied: ['anon'],
	},
	{
		table: 'attendances',
		what: 'who attended',
		row: by('scan_id', (w) => w.ids.scan),
		sees: [...STAFF, 'service'],
		denied: ['anon'],
	},
];

describe.each(RULES)('$table: $what', ({ table, row, sees, denied, columns = '*' }) => {
	test.each(ACTORS)('asked for by %s', async (actor) => {
		const [condition, ...params] = row(world);
		const ask = () =>
			world.as(actor, `select ${columns} from public.${table} where ${condition}`, params);
		if (denied.includes(actor)) {
			expect((await refusal(ask)).sqlstate).toBe('42501');
		} else if (sees.includes(actor)) {
			expect((await ask()).rows.length).toBeGreaterThan(0);
		} else {
			expect((await ask()).rows).toEqual([]);
		}
	});
});

test('every table and view has a rule here', async () => {
	const { rows } = await world.db.query<{ name: string }>(
		`select relname as name from pg_class where relnamespace = 'public'::regnamespace
		 and relkind in ('r', 'p', 'v', 'm') order by 1`,
	);
	expect(rows.map((r) => r.name)).toEqual([...new Set(RULES.map((r) => r.table))].sort());
});

const TABLES = [...new Set(RULES.map((r) => r.table))];
describe.each(TABLES)('%s is written by functions alone', (table) => {
	test.each(ACTORS)('not by %s', async (actor) => {
		const { rows } = await world.db.query<{ column: string }>(
			`select attname as column from pg_attribute where attrelid = $1::regclass and attnum > 0
			 and attgenerated = '' and attidentity = '' limit 1`,
			[`public.${table}`],
		);
		const column = rows[0]!.column;
		for (const sql of [
			`insert into public.${table} (${column}) values (null)`,
			`update public.${table} set ${column} = ${column}`,
			`delete from public.${table}`,
		]) {
			const r = await refusal(() => world.as(actor, sql, [], { keep: false }));
			// 55000: a view of several tables takes no writes at all.
			expect([sql, r.sqlstate]).toEqual([sql, expect.stringMatching(/^(42501|55000)$/)]);
		}
	});
});

describe('no list of people leaks through', () => {
	test('a count: everybody counts no more than they may read', async () => {
		const count = async (actor: Actor, table: string) =>
			Number(
				(await world.as<{ n: number }>(actor, `select count(*) as n from ${table}`)).rows[0]!.n,
			);
		expect(await count('other', 'people')).toBe(1);
		expect(await count('scanner', 'people')).toBe(1);
		expect(await count('manager', 'people')).toBe(1);
		expect(await count('other', 'registrations')).toBe(0);
		expect(await count('scanner', 'registrations')).toBe(0);
	});

	test('an embedded resource: a joined person stays hidden', async () => {
		const { rows } = await world.as(
			'manager',
			'select p.name from registrations r left join people p on p.id = r.person_id where r.id = $1',
			[world.ids.registration],
		);
		expect(rows).toEqual([{ name: null }]);
	});

	/** [call, who may, who is refused and how] */
	const CALLS: [string, (w: World) => unknown[], Actor[], [Actor[], string][]][] = [
		[
			'select * from list_registrations($1)',
			(w) => [w.ids.event],
			['admin', 'manager'],
			[
				[['self', 'other', 'sibling', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from desk_event($1)',
			(w) => [w.ids.event],
			['admin', 'manager'],
			[[['anon', 'service'], '42501']],
		],
		[
			'select * from event_counts($1)',
			(w) => [w.ids.event],
			['admin', 'manager'],
			[
				[['self', 'other', 'sibling', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from event_team_divisions($1)',
			(w) => [w.ids.event],
			['admin', 'manager'],
			[
				[['self', 'other', 'sibling', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from event_devices($1)',
			(w) => [w.ids.event],
			['admin', 'manager'],
			[
				[['self', 'other', 'sibling', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from event_staff($1)',
			(w) => [w.ids.event],
			['admin', 'manager'],
			[
				[['self', 'other', 'sibling', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from union_staff($1)',
			(w) => [w.ids.union],
			['admin'],
			[
				[['self', 'other', 'sibling', 'manager', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from open_join_requests($1)',
			(w) => [w.ids.union],
			['admin'],
			[
				[['self', 'other', 'sibling', 'manager', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from audit_page($1)',
			(w) => [w.ids.union],
			['admin'],
			[
				[['self', 'other', 'sibling', 'manager', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select scan_roster($1)',
			(w) => [w.ids.event],
			STAFF,
			[
				[['self', 'other', 'sibling'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select event_attendance($1)',
			(w) => [w.ids.event],
			STAFF,
			[
				[['self', 'other', 'sibling'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
		[
			'select * from find_person($1)',
			() => ['13900000001'],
			['admin', 'sibling', 'manager'],
			[
				[['self', 'other', 'scanner'], 'not_permitted'],
				[['anon', 'service'], '42501'],
			],
		],
	];
	test.each(CALLS)('%s', async (sql, params, may, refused) => {
		for (const actor of may) {
			const { rows } = await world.as(actor, sql, params(world));
			expect([actor, rows.length > 0]).toEqual([actor, true]);
		}
		for (const [actors, how] of refused) {
			for (const actor of actors) {
				const r = await refusal(() => world.as(actor, sql, params(world)));
				expect([actor, r.code ?? r.sqlstate]).toEqual([actor, how]);
				expect(r.detail).toEqual({}); // nothing about the rows that are hidden
			}
		}
	});

	test.each(['anon', 'self', 'manager'] as const)(
		'the address of a draft: %s gets nothing, of an unlisted event the page',
		async (actor) => {
			const ask = async (fn: string, id: string) =>
				(await world.as(actor, `select * from ${fn}($1)`, [id])).rows.length;
			expect(await ask('event_by_id', world.ids.draft)).toBe(0);
			expect(await ask('event_divisions', world.ids.draft)).toBe(0);
			expect(await ask('event_by_id', world.ids.unlisted)).toBe(1);
			expect(await ask('event_divisions', world.ids.unlisted)).toBe(1);
		},
	);

	test('the divisions of a draft are read by those who make it', async () => {
		const { rows } = await world.as('admin', 'select * from event_divisions($1)', [
			world.ids.draft,
		]);
		expect(rows).toHaveLength(1);
	});

	test('a role that has ended, is revoked or has not begun', async () => {
		const count = async () =>
			(await world.as('scanner', 'select id from scans')).rows.length +
			(await world.as('manager', 'select id from registrations')).rows.length;
		expect(await count()).toBeGreaterThanOrEqual(2);
		for (const change of [
			`starts_at = now() - interval '2 days', ends_at = now() - interval '1 day'`,
			`revoked_at = now()`,
			`starts_at = now() + interval '1 day'`,
		]) {
			await world.db.exec(`update grants set ${change} where event_id is not null`);
			expect([change, await count()]).toEqual([change, 0]);
			await world.db.exec(`update grants set starts_at = now() - interval '1 hour', ends_at = null,
				revoked_at = null where event_id is not null`);
		}
	});

	test('a person who signed up sees the unlisted event in their own list', async () => {
		await world.as(
			'service',
			`select register($1, gen_random_uuid(),
			(select id from divisions where event_id = $2), '{}', 5, '[]')`,
			[world.people.other.userId, world.ids.unlisted],
		);
		const { rows } = await world.as('other', 'select id from events where id = $1', [
			world.ids.unlisted,
		]);
		expect(rows).toHaveLength(1);
	});
});
