import { readdirSync, readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

/** The project's migrations in the order in which they apply: `[name, sql]`. */
export function migrations(): [string, string][] {
	const folder = new URL('../../supabase/migrations/', import.meta.url);
	return readdirSync(folder)
		.filter((file) => file.endsWith('.sql'))
		.sort()
		.map((file) => [file, readFileSync(new URL(file, folder), 'utf8')]);
}

export const prelude = (): string =>
	readFileSync(new URL('../../supabase/prelude.sql', import.meta.url), 'utf8');

/** A PGlite in memory with the prelude and every migration applied. */
export async function freshDatabase(): Promise<PGlite> {
	const db = await PGlite.create();
	await db.exec(prelude());
	for (const [name, sql] of migrations()) {
		try {
			await db.transaction(async (tx) => {
				await tx.exec(sql);
			});
		} catch (error) {
			throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
				cause: error,
			});
		}
	}
	return db;
}

export type Role = 'anon' | 'authenticated' | 'service_role';

/** What a refused query tells a client: the sqlstate and the code in its hint. */
export interface Refusal {
	sqlstate: string;
	code: string | undefined;
	detail: Record<string, unknown>;
}

/**
 * Runs one query as PostgREST would: in a transaction, under the role, with the claims of the user.
 * `keep: false` rolls back afterwards.
 */
export async function queryAs<T = Record<string, unknown>>(
	db: PGlite,
	role: Role,
	userId: string | null,
	sql: string,
	params: unknown[] = [],
	{ keep = true }: { keep?: boolean } = {},
): Promise<{ rows: T[]; affected: number }> {
	let result: { rows: T[]; affected: number } | undefined;
	try {
		await db.transaction(async (tx) => {
			await tx.query('select set_config($1, $2, true)', [
				'request.jwt.claims',
				JSON.stringify(userId ? { sub: userId, role } : { role }),
			]);
			await tx.query('select set_config($1, $2, true)', ['request.jwt.claim.sub', userId ?? '']);
			await tx.exec(`set local role ${role}`);
			const r = await tx.query<T>(sql, params);
			result = { rows: r.rows, affected: r.affectedRows ?? 0 };
			if (!keep) throw new Rollback();
		});
	} catch (error) {
		if (!(error instanceof Rollback)) throw error;
	}
	return result!;
}

class Rollback extends Error {}

/** Runs the query and returns how it was refused; fails the test when it is not. */
export async function refusal(run: () => Promise<unknown>): Promise<Refusal> {
	try {
		await run();
	} catch (error) {
		const e = error as { code?: string; hint?: string; detail?: string };
		return {
			sqlstate: e.code ?? String(error),
			code: e.hint,
			detail: e.detail?.startsWith('{') ? (JSON.parse(e.detail) as Record<string, unknown>) : {},
		};
	}
	throw new Error('The query was expected to be refused, and was not.');
}

/** Adds an account with its person; returns both ids. The e-mail is confirmed unless said otherwise. */
export async function addPerson(
	db: PGlite,
	person: { name: string; email?: string; phone?: string; unionId?: string; confirmed?: boolean },
): Promise<{ userId: string; personId: string }> {
	const userId = crypto.randomUUID();
	const email = person.email ?? `${userId}@example.test`;
	await db.query('insert into auth.users (id, email, email_confirmed_at) values ($1, $2, $3)', [
		userId,
		email,
		person.confirmed === false ? null : new Date(),
	]);
	const { rows } = await db.query<{ id: string }>(
		`insert into public.people (user_id, email, name, phone, union_id, membership_confirmed_at)
		 values ($1, $2, $3, $4, $5, case when $5::uuid is null then null else now() end) returning id`,
		[userId, email, person.name, person.phone ?? null, person.unionId ?? null],
	);
	return { userId, personId: rows[0]!.id };
}

/** The id of a union by its short name, for example 合肥市. */
export async function unionId(db: PGlite, shortName: string): Promise<string> {
	const { rows } = await db.query<{ id: string }>(
		'select id from public.unions where short_name = $1 order by sort_order limit 1',
		[shortName],
	);
	if (!rows[0]) throw new Error(`No union ${shortName}`);
	return rows[0].id;
}

/** A published contest with the given divisions (name → capacity), open for sign-up now. */
export async function addEvent(
	db: PGlite,
	options: {
		unionId: string;
		divisions: Record<string, number | null>;
		status?: string;
		oneEach?: boolean;
	},
): Promise<{ eventId: string; divisionIds: Record<string, string> }> {
	const { rows } = await db.query<{ id: string }>(
		`insert into public.events (union_id, kind, name, starts_at, ends_at, registration_opens_at,
		   registration_closes_at, status, one_division_each)
		 values ($1, 'skill_contest', '技能竞赛', now() + interval '10 days', now() + interval '11 days',
		   now() - interval '1 day', now() + interval '5 days', $2, $3) returning id`,
		[options.unionId, options.status ?? 'published', options.oneEach ?? true],
	);
	const eventId = rows[0]!.id;
	const divisionIds: Record<string, string> = {};
	let number = 0;
	for (const [name, capacity] of Object.entries(options.divisions)) {
		const division = await db.query<{ id: string }>(
			'insert into public.divisions (event_id, number, name, capacity) values ($1, $2, $3, $4) returning id',
			[eventId, ++number, name, capacity],
		);
		divisionIds[name] = division.rows[0]!.id;
	}
	return { eventId, divisionIds };
}
