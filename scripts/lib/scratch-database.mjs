import { createServer } from 'node:net';
import { readdirSync, readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';
import { btree_gist } from '@electric-sql/pglite/contrib/btree_gist';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';
import { pgcrypto } from '@electric-sql/pglite/contrib/pgcrypto';
import { PGLiteSocketServer } from '@electric-sql/pglite-socket';

const root = new URL('../../', import.meta.url);

/** A port that is free at this moment. */
function freePort() {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			const port = typeof address === 'object' && address ? address.port : 0;
			probe.close(() => resolve(port));
		});
	});
}

/**
 * A database in memory with the prelude and every migration, that other programs can connect to while
 * the task runs. `extra` is SQL run at the end, to plant a violation for example.
 * @template T
 * @param {(url: string) => Promise<T>} task
 * @param {string} [extra]
 * @returns {Promise<T>}
 */
export async function withScratchDatabase(task, extra = '') {
	const db = await PGlite.create({ extensions: { btree_gist, pg_trgm, pgcrypto } });
	const read = (/** @type {string} */ path) => readFileSync(new URL(path, root), 'utf8');
	await db.exec(read('supabase/prelude.sql'));
	for (const name of readdirSync(new URL('supabase/migrations/', root)).sort()) {
		if (name.endsWith('.sql')) await db.exec(read(`supabase/migrations/${name}`));
	}
	if (extra) await db.exec(extra);
	const port = await freePort();
	const server = new PGLiteSocketServer({ db, port, host: '127.0.0.1', maxConnections: 10 });
	await server.start();
	try {
		return await task(`postgresql://postgres:postgres@127.0.0.1:${port}/postgres?sslmode=disable`);
	} finally {
		await server.stop();
		await db.close();
	}
}
