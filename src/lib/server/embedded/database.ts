import { createPgliteConnection } from '@supabase/lite/pglite';
import { createPostgresConnection } from '@supabase/lite/postgres';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import type { Connection } from '@supabase/lite';
import { Mutex } from './mutex';

export type Row = Record<string, unknown>;

/** Statements inside one transaction. */
export interface Transaction {
	/** Runs a script of several statements. */
	exec(sql: string): Promise<void>;
	query(sql: string, params?: unknown[]): Promise<Row[]>;
}

/** A database under the embedded API, as its owner: no row-level security applies here. */
export interface Database extends Transaction {
	kind: 'pglite' | 'postgres';
	connection: Connection;
	transaction<T>(task: (tx: Transaction) => Promise<T>): Promise<T>;
	listen(channel: string, heard: (payload: string) => void): Promise<void>;
	/** Runs a task while nothing else uses the database (PGlite); at once on a real Postgres. */
	exclusive<T>(task: () => Promise<T>): Promise<T>;
	/** Runs a task while the files on disk are complete and do not change (PGlite only). */
	still<T>(task: () => Promise<T>): Promise<T>;
	/** Runs a task while no other server starts on the same database. */
	alone<T>(task: () => Promise<T>): Promise<T>;
	/** Requests running or waiting. */
	waiting(): number;
	close(): Promise<void>;
}

/**
 * The API's library grants ALL on every table of a schema that has row-level security to anon and
 * authenticated, at its first request. Our migrations grant by name, so it must believe it has done
 * so already; setting the role and claims of each request does not depend on it.
 */
function keepOurGrants(connection: Connection): void {
	if (!('rlsState' in connection)) {
		throw new Error(
			'This version of @supabase/lite keeps its state of row-level security elsewhere: ' +
				'see keepOurGrants() before updating it.',
		);
	}
	Object.assign(connection, { rlsState: 'active' });
}

/**
 * A time as PostgREST writes it, 2026-11-24T10:43:44.157+00:00. The library passes on Postgres' own
 * text (a space, a short offset), which Safari can't read.
 */
export function isoTime(text: string): string {
	return text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00');
}

const BOOLEAN = 16;
const TEXT = 25;
const TIMESTAMP = 1114;
const TIMESTAMPTZ = 1184;
const asText = (value: unknown) => value;

/**
 * A parameter as text, whatever it is: Postgres itself then refuses one of another type, with a code
 * that says so. PGlite's own serializers throw an error without one, which looks like a fault of ours.
 */
function parameter(value: unknown): string {
	if (value instanceof Date) return value.toISOString();
	return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** Opens, or makes, a PGlite database in a folder. Take the folder's lock before. */
export async function openPglite(folder: string): Promise<Database> {
	const connection = await createPgliteConnection({
		url: folder,
		pgliteOptions: {
			extensions: { pg_trgm, btree_gist },
			serializers: { [BOOLEAN]: parameter, [TEXT]: parameter, [TIMESTAMPTZ]: parameter },
			parsers: { [TIMESTAMP]: isoTime, [TIMESTAMPTZ]: isoTime },
		},
	});
	const pg = connection.driver;
	await pg.waitReady;
	keepOurGrants(connection);
	const mutex = new Mutex();
	const query = async (sql: string, params?: unknown[]) => (await pg.query<Row>(sql, params)).rows;
	return {
		kind: 'pglite',
		connection,
		exec: (sql) => mutex.run(async () => void (await pg.exec(sql))),
		query: (sql, params) => mutex.run(() => query(sql, params)),
		transaction: (task) =>
			mutex.run(() =>
				pg.transaction((tx) =>
					task({
						exec: async (sql) => void (await tx.exec(sql)),
						query: async (sql, params) => (await tx.query<Row>(sql, params)).rows,
					}),
				),
			),
		listen: (channel, heard) =>
			mutex.run(async () => void (await pg.listen(channel, (payload) => heard(payload)))),
		exclusive: (task) => mutex.run(task),
		still: (task) =>
			mutex.run(async () => {
				await pg.exec('checkpoint');
				return task();
			}),
		alone: (task) => task(), // the lock of the data folder sees to that
		waiting: () => mutex.waiting,
		close: () => mutex.run(() => connection.close()),
	};
}

/** Opens a real Postgres by its address (postgres://…). */
export async function openPostgres(url: string): Promise<Database> {
	const connection = createPostgresConnection({
		url,
		postgresOptions: {
			max: 20,
			onnotice: () => undefined,
			types: {
				timestamp: { to: TIMESTAMP, from: [TIMESTAMP], serialize: asText, parse: isoTime },
				timestamptz: { to: TIMESTAMPTZ, from: [TIMESTAMPTZ], serialize: asText, parse: isoTime },
			},
		},
	});
	keepOurGrants(connection);
	const pg = connection.driver;
	let running = 0;
	const counted = async <T>(task: () => Promise<T>): Promise<T> => {
		running++;
		try {
			return await task();
		} finally {
			running--;
		}
	};
	await pg.unsafe('select 1');
	return {
		kind: 'postgres',
		connection,
		exec: async (sql) => void (await pg.unsafe(sql)),
		query: async (sql, params) => [...(await pg.unsafe<Row[]>(sql, (params ?? []) as never[]))],
		transaction: async <T>(task: (tx: Transaction) => Promise<T>) =>
			(await pg.begin((tx) =>
				task({
					exec: async (sql) => void (await tx.unsafe(sql)),
					query: async (sql, params) => [
						...(await tx.unsafe<Row[]>(sql, (params ?? []) as never[])),
					],
				}),
			)) as T,
		listen: async (channel, heard) => void (await pg.listen(channel, heard)),
		exclusive: counted,
		still: () => Promise.reject(new Error('A real Postgres is backed up with pg_dump.')),
		alone: async (task) => {
			const held = await pg.reserve();
			await held`select pg_advisory_lock(hashtext('huijiang start'))`;
			try {
				return await task();
			} finally {
				await held`select pg_advisory_unlock(hashtext('huijiang start'))`;
				held.release();
			}
		},
		waiting: () => running,
		close: () => connection.close(),
	};
}
