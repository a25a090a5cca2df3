import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { isErrorCode } from '$lib/shared/errors';
import { freshDatabase } from './helpers';
import { makeWorld, type Actor, type World } from './world';

/** Every actor tries every function; who may not call it is refused before it runs. */
const ACTORS: Actor[] = ['anon', 'self', 'admin', 'manager', 'scanner', 'service'];
const RUNS = Number(process.env.FUZZ_RUNS ?? 12);

interface Fn {
	name: string;
	types: string[];
	names: string[];
	callers: string[];
}
let world: World;
let functions: Fn[] = [];
beforeAll(async () => {
	const db = await freshDatabase();
	world = await makeWorld(db);
	functions = (
		await db.query<Fn>(
			`select proname as name,
				array(select format_type(t, null) from unnest(proargtypes) t) as types, coalesce(proargnames, '{}') as names,
				array(select r from unnest(array['anon', 'authenticated', 'service_role']) r
					where has_function_privilege(r, oid, 'execute')) as callers
			from pg_proc where pronamespace = 'public'::regnamespace order by 1`,
		)
	).rows;
});

// NUL is no text for Postgres: it is refused where a parameter is read, before any function runs.
const noNul = (text: string) => text.replaceAll('\0', '');
const texts = fc.oneof(
	fc.constantFrom(
		...[
			'',
			' ',
			'\t\n',
			"'; drop table public.people; --",
			'%_\\',
			'$1',
			'{}',
			'null',
			'😀'.repeat(30),
		],
		...['‮abc', 'x'.repeat(5000), '13900000001', '管理员', 'published', 'canceled', 'draft'],
		...['manager', 'admin', 'scanner', 'cancel', 'reissue', 'block', 'approve', 'federation'],
	),
	fc.string({ unit: 'grapheme' }).map(noNul),
);
const KEYS = [
	...[
		'id',
		'name',
		'union_id',
		'event_id',
		'division_id',
		'registration_id',
		'checkpoint_id',
		'kind',
	],
	...[
		'starts_at',
		'ends_at',
		'registration_opens_at',
		'registration_closes_at',
		'capacity',
		'aliases',
	],
	...[
		'opens_at',
		'closes_at',
		'device_id',
		'sent_at',
		'scans',
		'annulments',
		'at',
		'scan_id',
		'way',
	],
	...[
		'direction',
		'gate',
		'pass',
		'key',
		'person',
		'phone',
		'hmac',
		'cipher',
		'tail',
		'birth_date',
	],
	...[
		'answers',
		'trade_years',
		'status',
		'search',
		'kty',
		'crv',
		'serial',
		'kid',
		'code',
		'categories',
	],
];
/** Ids that exist, so that calls get past the first checks, and ids that don't. */
const ids = (): fc.Arbitrary<string> =>
	fc.oneof(
		fc.constantFrom(
			...Object.values(world.ids),
			...Object.values(world.people).flatMap((p) => [p.userId, p.personId]),
		),
		fc.uuid(),
	);
const jsonb = (): fc.Arbitrary<unknown> => {
	const scalar = fc.oneof(
		texts,
		ids(),
		fc.constantFrom(null, true, 0, -1, 1e300, 2 ** 53, 1.5, '1990-02-31', '2030-01-01T00:00:00Z'),
	);
	const { tree } = fc.letrec((tie) => ({
		tree: fc.oneof(
			{ maxDepth: 3 },
			scalar,
			fc.array(tie('tree'), { maxLength: 3 }),
			fc.dictionary(fc.constantFrom(...KEYS), tie('tree'), { maxKeys: 12 }),
		),
	}));
	return tree.map((value) => JSON.stringify(value));
};
/** The id that a parameter most likely means, so that the inside of the function is reached. */
const fitting = (name: string): string[] => {
	const { ids: at, people } = world;
	const known: Record<string, string[]> = {
		p_actor: [people.manager.userId, people.admin.userId, people.self.userId],
		p_user: [people.other.userId],
		p_event: [at.event, at.draft],
		p_id: [at.event, at.draft],
		p_division: [at.division],
		p_registration: [at.registration],
		p_person: [people.self.personId],
		p_union: [at.union],
		p_parent: [at.union],
		p_device: [at.device],
		p_scan: [at.scan],
		p_request: [at.request],
	};
	return known[name] ?? [];
};
function values(type: string, name: string): fc.Arbitrary<unknown> {
	if (type === 'uuid' && fitting(name).length > 0) {
		return fc.oneof(
			{ weight: 6, arbitrary: fc.constantFrom(...fitting(name)) },
			{ weight: 1, arbitrary: ids() },
			{ weight: 1, arbitrary: fc.constant(null) },
		);
	}
	if (name === 'p_ids') {
		return fc.constantFrom(`{${world.ids.registration}}`, `{${world.ids.event}}`, '{}', null);
	}
	const base: Record<string, () => fc.Arbitrary<unknown>> = {
		uuid: ids,
		text: () => texts,
		boolean: () => fc.boolean(),
		integer: () => fc.oneof(fc.constantFrom(0, -1, 1, 2147483647, -2147483648), fc.integer()),
		bigint: () => fc.constantFrom('0', '-1', '1', '9223372036854775807', '-9223372036854775808'),
		numeric: () => fc.constantFrom('0', '-1', '5', '99', 'NaN', '1e40', 'Infinity', '0.05'),
		'timestamp with time zone': () =>
			fc.constantFrom('infinity', '-infinity', '0001-01-01', '2030-01-01', '294276-12-31'),
		jsonb,
		'uuid[]': () =>
			fc
				.array(fc.oneof(ids(), fc.constant(null)), { maxLength: 4 })
				.map((list) => `{${list.map((id) => id ?? 'NULL').join(',')}}`),
	};
	const make = base[type];
	if (!make) throw new Error(`The fuzz test knows no values of the type ${type}: add them.`);
	return fc.option(make(), { nil: null, freq: 8 });
}

/** How a call went, when it went in a way that no client could tell a person. */
async function fault(fn: Fn, actor: Actor, args: unknown[]): Promise<string | undefined> {
	const role = actor === 'anon' ? 'anon' : actor === 'service' ? 'service_role' : 'authenticated';
	const places = fn.types.map((type, i) => `$${i + 1}::${type}`).join(', ');
	try {
		await world.as(actor, `select * from public.${fn.name}(${places})`, args, { keep: false });
	} catch (error) {
		const e = error as { code?: string; hint?: string; detail?: string; message?: string };
		if (!fn.callers.includes(role)) {
			return e.code === '42501' ? undefined : `${e.code}: ${e.message}`;
		}
		if (!/^PT(4\d\d|503)$/.test(e.code ?? '')) return `${e.code}: ${e.message}`;
		if (!isErrorCode(e.hint)) return `unknown code ${e.hint}`;
		if (e.hint === 'invalid_input' && !/"(field|row)"/.test(e.detail ?? '')) {
			return `invalid_input without a field: ${e.detail}`;
		}
		return undefined;
	}
	return fn.callers.includes(role) ? undefined : 'ran without a right';
}

describe('a function with random and hostile values never ends in an internal error', () => {
	test('whoever calls it', async () => {
		const faults = new Map<string, string>();
		for (const fn of functions) {
			for (const actor of ACTORS) {
				const callable = fn.callers.includes(
					actor === 'anon' ? 'anon' : actor === 'service' ? 'service_role' : 'authenticated',
				);
				const run = await fc.check(
					fc.asyncProperty(
						fc.tuple(...fn.types.map((type, i) => values(type, fn.names[i] ?? ''))),
						async (args) => {
							const found = await fault(fn, actor, args);
							if (found) throw new Error(found);
						},
					),
					{ numRuns: fn.types.length === 0 || !callable ? 1 : RUNS, endOnFailure: false },
				);
				if (run.failed) {
					const message = run.errorInstance instanceof Error ? run.errorInstance.message : '';
					faults.set(
						`${fn.name}: ${message}`.slice(0, 160),
						`${actor}, seed ${run.seed}: ${JSON.stringify(run.counterexample)}`.slice(0, 400),
					);
				}
			}
		}
		expect(Object.fromEntries(faults)).toEqual({});
	}, 300_000);
});
