import type { Database } from './database';

export interface Migration {
	version: string;
	name: string;
	sql: string;
}

/** Orders `{ 'supabase/migrations/<version>_<name>.sql': sql }` by version. */
export function toMigrations(files: Record<string, string>): Migration[] {
	return Object.entries(files)
		.map(([path, sql]) => {
			const match = /([0-9]+)_([^/]+)\.sql$/.exec(path);
			if (!match?.[1] || !match[2]) {
				throw new Error(`${path}: a migration is named <timestamp>_<verb>_<noun>.sql`);
			}
			return { version: match[1], name: match[2], sql };
		})
		.sort((a, b) => (a.version < b.version ? -1 : 1));
}

/**
 * Applies what is missing, each migration in a transaction of its own together with its row in
 * `supabase_migrations.schema_migrations`, as Supabase's CLI keeps it. Servers that start at the same
 * time on one Postgres wait for each other. Returns the versions applied.
 * @throws when the database was migrated by a newer version of the app, or a migration fails
 */
export async function migrate(db: Database, migrations: Migration[]): Promise<string[]> {
	const rows = await db.query('select version from supabase_migrations.schema_migrations');
	const unknown = rows
		.map((row) => String(row.version))
		.filter((version) => !migrations.some((m) => m.version === version));
	if (unknown.length > 0) {
		throw new Error(
			`The database has migrations that this version does not know (${unknown.join(', ')}): ` +
				'start the newer version that wrote it, or restore an older backup.',
		);
	}
	const applied: string[] = [];
	for (const { version, name, sql } of migrations) {
		try {
			await db.transaction(async (tx) => {
				await tx.query("select pg_advisory_xact_lock(hashtext('huijiang migrations'))");
				const done = await tx.query(
					'select from supabase_migrations.schema_migrations where version = $1',
					[version],
				);
				if (done.length > 0) return;
				await tx.exec(sql);
				await tx.query(
					'insert into supabase_migrations.schema_migrations (version, name) values ($1, $2)',
					[version, name],
				);
				applied.push(version);
			});
		} catch (cause) {
			const reason = cause instanceof Error ? cause.message : String(cause);
			throw new Error(`Migration ${version}_${name} failed: ${reason}`, { cause });
		}
	}
	return applied;
}
