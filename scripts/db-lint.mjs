/**
 * npm run db:lint: Supabase's advisors on a scratch database with every migration; fails on anything
 * they report. `--self-test` plants a table without row-level security and fails unless it is found.
 */
import { withScratchDatabase } from './lib/scratch-database.mjs';
import { supabase } from './lib/supabase-cli.mjs';

const selfTest = process.argv.includes('--self-test');
const violation = 'create table public.planted (id int); grant select on public.planted to anon;';

/**
 * What the advisors find at the level of a warning or above.
 * @param {string} url
 * @returns {Promise<{ level: string, name: string, detail: string }[]>}
 */
async function advise(url) {
	const out = await supabase(['db', 'advisors', `--remote=${url}`, '--level', 'warn']);
	const start = out.indexOf('[');
	return start === -1 ? [] : JSON.parse(out.slice(start, out.lastIndexOf(']') + 1));
}

const findings = await withScratchDatabase(advise, selfTest ? violation : '');
if (selfTest) {
	const found = findings.some(
		({ name, detail }) => name === 'rls_disabled_in_public' && detail.includes('planted'),
	);
	console.log(`The planted violation was ${found ? '' : 'NOT '}found.`);
	process.exit(found ? 0 : 1);
}
for (const { level, name, detail } of findings) console.log(`${level} ${name}: ${detail}`);
console.log(`${findings.length} findings`);
process.exit(findings.length === 0 ? 0 : 1);
