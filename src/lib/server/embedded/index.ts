import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type EmailDriver, type IAppConfig } from '@supabase/lite';
import prelude from '../../../../supabase/prelude.sql?raw';
import { serverSettings } from '../env';
import { log } from '../log';
import { signInMail } from '../mail';
import type { Settings } from '../settings';
import { openPglite, openPostgres, type Database } from './database';
import { gate, type ApiFetch } from './gate';
import { loadKeys, type Keys } from './keys';
import { takeLock } from './lock';
import { migrate, toMigrations } from './migrate';
import { quietly } from './quiet';
import { RealtimeHub } from './realtime';

/** Bundled when built, so that the running server needs no supabase/ folder. */
const MIGRATIONS = import.meta.glob<string>('/supabase/migrations/*.sql', {
	query: '?raw',
	import: 'default',
	eager: true,
});

/** The embedded Supabase of this process. */
export interface Embedded {
	keys: Keys;
	database: Database;
	hub: RealtimeHub;
	/** True when this start made the database. */
	isNew: boolean;
	/** Says that a new database is filled; one that was never finished is made anew at the next start. */
	finish: () => void;
	/** Serves `/rest/v1` and `/auth/v1`; `peer` is the client's address, null for the server itself. */
	fetch: ApiFetch;
	close: () => Promise<void>;
}

/** Whether the app runs on its own embedded backend rather than on a Supabase project. */
export function isEmbedded(): boolean {
	return serverSettings().supabase === null;
}

/** The embedded backend, started at the first call. */
export function embedded(): Promise<Embedded> {
	return (globalThis.huijiangEmbedded ??= startEmbedded(serverSettings()));
}

/** `fetch` for a Supabase client inside the server: no socket, no network. */
export const embeddedFetch: typeof fetch = async (input, init) =>
	(await embedded()).fetch(new Request(input, init), null);

/**
 * Opens or makes the database of the data folder, applies what is missing and serves Supabase's API
 * on it.
 * @throws LockHeldError when another process uses the folder
 */
export async function startEmbedded(
	settings: Pick<Settings, 'dataDir' | 'databaseUrl'>,
	address: string | null = process.env.HUIJIANG_ADDRESS ?? null,
): Promise<Embedded> {
	// Read by the library at any time: nothing leaves this machine by itself.
	process.env.LITE_TELEMETRY = '0';
	process.env.DO_NOT_TRACK = '1';
	const unlock = settings.databaseUrl ? () => undefined : takeLock(settings.dataDir, address);
	const folder = join(settings.dataDir, 'pg');
	const unfinished = join(settings.dataDir, 'unfinished');
	let database: Database | undefined;
	try {
		mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 });
		if (!settings.databaseUrl) {
			// Killed while it was being made, before anybody could use it: begin again.
			if (existsSync(unfinished)) rmSync(folder, { recursive: true, force: true });
			if (!existsSync(folder)) writeFileSync(unfinished, '');
		}
		const keys = loadKeys(settings.dataDir);
		database = settings.databaseUrl
			? await openPostgres(settings.databaseUrl)
			: await openPglite(folder);
		const served = await serve(database, keys, unlock);
		return { ...served, finish: () => rmSync(unfinished, { force: true }) };
	} catch (error) {
		await database?.close();
		unlock();
		throw error;
	}
}

async function serve(
	database: Database,
	keys: Keys,
	unlock: () => void,
): Promise<Omit<Embedded, 'finish'>> {
	const app = new App(apiConfig(database, keys));
	// `create … if not exists` of two servers at once can still collide: one prepares, the other waits.
	const { isNew, applied } = await database.alone(async () => {
		await database.exec(prelude);
		const before = await database.query(
			'select from supabase_migrations.schema_migrations limit 1',
		);
		await app.ensureSystemSchema();
		return {
			isNew: before.length === 0,
			applied: await migrate(database, toMigrations(MIGRATIONS)),
		};
	});
	if (applied.length > 0) log.info({ migrations: applied }, 'migrated');
	await app.init();

	const hub = new RealtimeHub(keys.publishable);
	await database.listen('realtime', (text) => {
		const message = JSON.parse(text) as { topic: string; event: string; payload: unknown };
		hub.broadcast(message.topic, message.event, message.payload);
	});

	const api = async (req: Request): Promise<Response> => {
		// The whole body first: a slow client must not hold the database.
		const body = req.body ? await req.arrayBuffer() : undefined;
		const whole = new Request(req.url, { method: req.method, headers: req.headers, body });
		return database.exclusive(() => quietly(async () => app.fetch(whole)));
	};
	// The library reads the schema at its first request, which must not happen under load.
	await api(
		new Request('http://embedded/rest/v1/unions?limit=0', { headers: { apikey: keys.secret } }),
	);
	return {
		keys,
		database,
		hub,
		isNew,
		fetch: gate(database, keys, api),
		close: async () => {
			hub.close();
			await database.close();
			unlock();
		},
	};
}

function apiConfig(database: Database, keys: Keys): IAppConfig {
	const template = (kind: string) => ({ subject: `${kind} {{ .Token }}` });
	const email: EmailDriver = {
		// Sending is not awaited here: a slow mail server must not hold the database.
		send: async (message) => signInMail(message.to, message.subject),
	};
	return {
		connection: database.connection,
		auth: {
			enabled: true,
			jwt_secret: keys.jwt,
			publishable_key: keys.publishable,
			secret_key: keys.secret,
			jwt_expiry: 3600,
			minimum_password_length: 10,
			email: {
				enable_signup: true,
				enable_confirmations: true,
				otp_length: 6,
				otp_expiry: 600,
				template: {
					confirmation: template('confirmation'),
					recovery: template('recovery'),
					magic_link: template('magic_link'),
					email_change: template('email_change'),
				},
			},
		},
		studio: { enabled: false },
		options: { server: { admin: false, disableStudio: true }, drivers: { email } },
	};
}
