/**
 * npm run backup [-- file.tar.gz]: everything of the embedded mode in one file, from a running server
 * or a stopped one. The file holds every key: keep it as safe as the data.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { backupStopped, writeAside } from '../src/lib/server/embedded/backup.ts';
import { lockHolder } from '../src/lib/server/embedded/lock.ts';
import { loadDotEnv } from './lib/env.mjs';

loadDotEnv();
if (process.env.DATABASE_URL) {
	console.error(
		'DATABASE_URL is set: back the database up with pg_dump, and copy the keys in the data folder.',
	);
	process.exit(1);
}
const folder = resolve(process.env.DATA_DIR?.trim() || '.data');
const stamp = new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
const file = resolve(process.argv[2] ?? `huijiang-${stamp}.tar.gz`);

try {
	if (existsSync(file)) throw new Error(`${file} exists already: choose another name.`);
	const holder = existsSync(folder) ? lockHolder(folder) : null;
	if (holder?.address) {
		const { secret } = JSON.parse(readFileSync(join(folder, 'keys.json'), 'utf8'));
		const res = await fetch(`${holder.address}/api/backup`, {
			method: 'POST',
			headers: { apikey: secret },
		});
		if (!res.ok || !res.body) throw new Error(`The server answered ${res.status}: see its log.`);
		await writeAside(file, Readable.fromWeb(/** @type {any} */ (res.body)));
	} else {
		await backupStopped(folder, file);
	}
	console.log(`${file} (${(statSync(file).size / 1e6).toFixed(1)} MB)`);
	console.log('It holds every key: keep it as safe as the data itself.');
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}
