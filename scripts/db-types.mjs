/**
 * Writes src/lib/supabase/database.types.ts from the migrations. Needs no Docker and no database:
 * Supabase's CLI reads a scratch database in this process. `--check` only compares.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { withScratchDatabase } from './lib/scratch-database.mjs';
import { supabase } from './lib/supabase-cli.mjs';

const file = new URL('../src/lib/supabase/database.types.ts', import.meta.url);

const raw = await withScratchDatabase((url) =>
	supabase(['gen', 'types', '--lang', 'typescript', '--schema', 'public', `--remote=${url}`]),
);
if (!raw.includes('export type Database')) throw new Error(`supabase gen types printed: ${raw}`);

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
