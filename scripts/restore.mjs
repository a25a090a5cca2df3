/** npm run restore -- file.tar.gz [--force]: puts a backup into DATA_DIR (default .data). */
import { resolve } from 'node:path';
import { restore } from '../src/lib/server/embedded/backup.ts';
import { loadDotEnv } from './lib/env.mjs';

loadDotEnv();
const file = process.argv.slice(2).find((argument) => !argument.startsWith('--'));
if (!file) {
	console.error('Which backup? npm run restore -- huijiang-2026-11-24.tar.gz [--force]');
	process.exit(1);
}
const folder = resolve(process.env.DATA_DIR?.trim() || '.data');
try {
	const old = await restore(resolve(file), folder, process.argv.includes('--force'));
	console.log(`Restored into ${folder}. Start the server to use it.`);
	if (old) console.log(`What was there before is kept in ${old}; delete it when all is well.`);
} catch (error) {
	console.error(error instanceof Error ? error.message : error);
	process.exit(1);
}
