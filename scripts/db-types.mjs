/**
 * Writes src/lib/supabase/database.types.ts from the migrations. Needs no Docker and no database:
 * Supabase's CLI reads a scratch database in this process. `--check` only compares.
 */
import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { withScratchDatabase } from './lib/scratch-database.mjs';

const CLI = 'supabase@3.1.0';
const file = new URL('../src/lib/supabase/database.types.ts', import.meta.url);

const raw = await withScratchDatabase(
	(url) =>
		new Promise((resolve, reject) => {
			const cli = spawn(
				'npx',
				[
					'--yes',
					CLI,
					'gen',
					'types',
					'--lang',
					'typescript',
					'--schema',
					'public',
					`--remote=${url}`,
				],
				{ stdio: ['ignore', 'pipe', 'inherit'], shell: process.platform === 'win32' },
			);
			let out = '';
			cli.stdout.on('data', (chunk) => (out += chunk));
			cli.on('error', reject);
			cli.on('close', (code) =>
				code === 0 && out.includes('export type Database')
					? resolve(out)
					: reject(new Error(`supabase gen types ended with ${code}`)),
			);
		}),
);

const types = await format(raw, {
	...(await resolveConfig(fileURLToPath(file))),
	parser: 'typescript',
});

if (process.argv.includes('--check')) {
	if (readFileSync(file, 'utf8') !== types) {
		console.error('database.types.ts is older than the migrations: run npm run db:types');
		process.exit(1);
	}
} else {
	writeFileSync(file, types);
	console.log('wrote src/lib/supabase/database.types.ts');
}
