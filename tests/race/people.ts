import postgres, { type Sql } from 'postgres';

/** A published contest open for sign-up, with one division for each capacity. */
export async function addContest(
	sql: Sql,
	capacities: (number | null)[],
	oneEach = true,
): Promise<{ eventId: string; divisions: string[] }> {
	const [event] = await sql<{ id: string }[]>`
		insert into public.events (union_id, kind, name, starts_at, ends_at, registration_opens_at,
			registration_closes_at, status, one_division_each)
		select id, 'skill_contest', '技能竞赛', now() + interval '10 days', now() + interval '11 days',
			now() - interval '1 day', now() + interval '5 days', 'published', ${oneEach}
		from public.unions where short_name = '合肥市' returning id`;
	const divisions: string[] = [];
	for (const [i, capacity] of capacities.entries()) {
		const [division] = await sql<{ id: string }[]>`
			insert into public.divisions (event_id, number, name, capacity)
			values (${event!.id}, ${i + 1}, ${`工种${i + 1}`}, ${capacity}) returning id`;
		divisions.push(division!.id);
	}
	return { eventId: event!.id, divisions };
}

/** Adds `count` accounts with their people; returns the accounts' ids. */
export async function addPeople(sql: Sql, count: number): Promise<string[]> {
	const rows = await sql<{ id: string }[]>`
		with accounts as (
			insert into auth.users (id, email)
			select id, id || '@example.test'
			from (select gen_random_uuid() as id from generate_series(1, ${count})) ids
			returning id, email
		)
		insert into public.people (user_id, email, name)
		select id, email, '选手' || row_number() over () from accounts returning user_id as id`;
	return rows.map((row) => row.id);
}

/** What a person is told about their own sign-up: the place, or the code of the refusal. */
export type Told = { id: string } | { code: string };

/** Signs up as the server does. A refusal by the rules is an answer; anything else is thrown. */
export async function signUp(
	sql: Sql,
	userId: string,
	divisionId: string,
	requestId: string = crypto.randomUUID(),
): Promise<Told> {
	try {
		const [row] = await sql<{ id: string }[]>`
			select id from public.register(${userId}, ${requestId}, ${divisionId}, '{}', 5, '[]')`;
		return { id: row!.id };
	} catch (error) {
		return told(error);
	}
}

/** Runs a statement as a signed-in user. */
export async function actAs(sql: Sql, userId: string, run: (tx: Sql) => Promise<unknown>) {
	await sql.begin(async (tx) => {
		await tx`select set_config('request.jwt.claims', ${JSON.stringify({ sub: userId })}, true),
			set_config('request.jwt.claim.sub', ${userId}, true)`;
		await tx`set local role authenticated`;
		await run(tx as unknown as Sql);
	});
}

export function told(error: unknown): { code: string } {
	if (error instanceof postgres.PostgresError && error.code.startsWith('PT') && error.hint) {
		return { code: error.hint };
	}
	throw error;
}

export const hasPlace = (answer: Told): answer is { id: string } => 'id' in answer;

/** `taken` of a division beside the live registrations that are really there. */
export async function places(
	sql: Sql,
	divisionId: string,
): Promise<{ taken: number; live: number }> {
	const [row] = await sql<{ taken: number; live: number }[]>`
		select taken, (select count(*)::int from public.registrations r
			where r.division_id = p.division_id and r.status in ('pending', 'approved')) as live
		from public.division_places p where division_id = ${divisionId}`;
	return row!;
}

/** Opens every connection of the pool beforehand, so that a rush really starts at once. */
export async function warm(sql: Sql): Promise<void> {
	await Promise.all(Array.from({ length: sql.options.max }, () => sql`select pg_sleep(0.05)`));
}
