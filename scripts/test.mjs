/**
 * `npm test`: installs, then checks and tests everything. Plain Node 20 can run it. Every static check
 * counts as one; the last line is `N passed, N failed`.
 *
 * `npm test -- unit db` runs only the steps named.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cleanEnv, ensureBuilt, ensureInstalled, run } from './lib/prepare.mjs';

/** Settings of a server that may be running from this shell: the tests bring their own. */
const SETTINGS = [
	'HOST PORT ORIGIN TRUST_PROXY DATA_DIR DATABASE_URL SEED MAILBOX',
	'PUBLIC_SUPABASE_URL PUBLIC_SUPABASE_KEY SUPABASE_SECRET_KEY ADMIN_EMAIL ADMIN_PASSWORD',
	'SMTP_URL MAIL_FROM IDENTITY_KEY PASS_SIGNING_KEY METRICS_TOKEN LOG_LEVEL',
	'NODE_ENV',
]
	.join(' ')
	.split(' ');

const started = Date.now();
await ensureInstalled();

const wanted = process.argv.slice(2);
/** @param {string} step */
const runs = (step) => wanted.length === 0 || wanted.includes(step);
const env = cleanEnv();
for (const name of SETTINGS) delete env[name];
const reports = mkdtempSync(join(tmpdir(), 'huijiang-test-'));
const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const failures = [];

/** @param {string} name @param {{ passed: number, failed: number }} counts */
function add(name, { passed, failed }) {
	total.passed += passed;
	total.failed += failed;
	if (failed > 0) failures.push(`${name} (${failed})`);
}

/** @param {string} name @param {string} command @param {string[]} args */
async function check(name, command, args) {
	const code = await run(command, args, { env });
	add(name, code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });
}

/**
 * What is read of the reports of Vitest and of Playwright.
 * @typedef {{ numPassedTests: number, numFailedTests: number,
 *   stats: { expected: number, unexpected: number, flaky: number } }} Report
 */

/**
 * @param {string} file @param {number} code
 * @param {(report: Report) => { passed: number, failed: number }} read
 */
function countsOf(file, code, read) {
	try {
		const counts = read(JSON.parse(readFileSync(file, 'utf8')));
		// A file that can't even be loaded has no test that could fail.
		return code !== 0 && counts.failed === 0 ? { ...counts, failed: 1 } : counts;
	} catch {
		return { passed: 0, failed: 1 }; // ended before it could report
	}
}

/** @param {string} project */
async function vitest(project) {
	const file = join(reports, `${project}.json`);
	const code = await run(
		'vitest',
		[
			'run',
			`--project=${project}`,
			'--reporter=default',
			'--reporter=json',
			`--outputFile.json=${file}`,
		],
		{ env },
	);
	add(
		`${project} tests`,
		countsOf(file, code, (r) => ({ passed: r.numPassedTests, failed: r.numFailedTests })),
	);
}

async function browser() {
	const { findChromium } = await import('./lib/chromium.mjs');
	const chromium = await findChromium();
	if (!chromium) {
		console.error(
			'\nThe browser tests need Chromium or Chrome, and none could be had. Install one ' +
				'(Debian: apt install chromium) or set CHROMIUM_PATH to its program.',
		);
		add('browser tests', { passed: 0, failed: 1 });
		return;
	}
	const file = join(reports, 'browser.json');
	const code = await run('playwright', ['test', '--reporter=list,json'], {
		env: { ...env, CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
	});
	add(
		'browser tests',
		countsOf(file, code, ({ stats }) => ({
			passed: stats.expected,
			failed: stats.unexpected + stats.flaky,
		})),
	);
}

/** @type {[string, () => Promise<void>][]} */
const steps = [
	['format', () => check('format', 'prettier', ['--check', '--log-level=warn', '.'])],
	[
		'build',
		async () => {
			await check('build', 'vite', ['build', '--logLevel=warn']);
			await check('page weight', 'node', ['tests/bench/page-weight.mjs']);
		},
	],
	[
		'lint',
		async () => {
			if (!runs('build')) await ensureBuilt(); // messages and types of pages are made by a build
			await check('lint', 'eslint', ['.', '--concurrency=auto']);
		},
	],
	[
		'types',
		async () => {
			if (!runs('build')) await ensureBuilt();
			const args = ['--tsconfig', './tsconfig.json', '--fail-on-warnings', '--output', 'human'];
			await check('types', 'svelte-check', args);
		},
	],
	[
		'database',
		async () => {
			await check('database types', 'node', ['scripts/db-types.mjs', '--check']);
			await check('database advisors', 'node', ['scripts/db-lint.mjs']);
			await check('advisors see a violation', 'node', ['scripts/db-lint.mjs', '--self-test']);
		},
	],
	['unit', () => vitest('unit')],
	['db', () => vitest('db')],
	['race', () => vitest('race')],
	['e2e', browser],
];

for (const [name, step] of steps) {
	if (!runs(name)) continue;
	console.log(`\n── ${name} ${'─'.repeat(70 - name.length)}`);
	await step();
}

rmSync(reports, { recursive: true, force: true });
console.log(`\n${Math.round((Date.now() - started) / 1000)} s`);
if (failures.length > 0) console.log(`Failed: ${failures.join(', ')}`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
