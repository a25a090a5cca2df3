/**
 * Installs and builds when needed. Runs under plain Node 20 with nothing installed, so it imports
 * nothing but Node's own modules.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const BUILD_STAMP = join(root, 'build', '.source-digest');
/** What a build is made from. */
const SOURCES = [
	'src',
	'static',
	'messages',
	'project.inlang',
	'supabase/migrations',
	'supabase/prelude.sql',
	'package-lock.json',
	'vite.config.ts',
	'svelte.config.js',
	'tsconfig.json',
];

/**
 * The environment of our commands: the tools of this folder first, and nothing that npm or an outer
 * run put there to change how they speak.
 */
export function cleanEnv() {
	const env = { ...process.env };
	for (const name of Object.keys(env)) {
		if (/^(npm_|NODE_OPTIONS$|VITEST|FORCE_COLOR$|DEBUG$)/.test(name)) delete env[name];
	}
	const path = Object.keys(env).find((name) => name.toUpperCase() === 'PATH') ?? 'PATH';
	env[path] = [join(root, 'node_modules', '.bin'), env[path]].filter(Boolean).join(delimiter);
	return env;
}

/**
 * Runs a command in the project's folder with its output passed on as it comes.
 * @param {string} command
 * @param {string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<number>} the exit code
 */
export function run(command, args, { env = cleanEnv(), onOutput } = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: root,
			env,
			stdio: onOutput ? ['inherit', 'pipe', 'pipe'] : 'inherit',
			shell: process.platform === 'win32',
		});
		if (onOutput) {
			for (const [from, to] of [
				[child.stdout, process.stdout],
				[child.stderr, process.stderr],
			]) {
				from?.on('data', (/** @type {Buffer} */ chunk) => {
					to?.write(chunk);
					onOutput(chunk.toString());
				});
			}
		}
		child.on('error', reject);
		child.on('close', (code) => resolve(code ?? 1));
	});
}

/** @param {string[]} paths */
function digest(paths) {
	const hash = createHash('sha256');
	/** @param {string} path */
	const add = (path) => {
		const full = join(root, path);
		if (!existsSync(full)) return;
		if (statSync(full).isDirectory()) {
			for (const name of readdirSync(full).sort()) {
				// Made by the build itself.
				if (path !== 'src/lib' || name !== 'paraglide') add(`${path}/${name}`);
			}
			return;
		}
		hash.update(`${path}\0`).update(readFileSync(full)).update('\0');
	};
	for (const path of paths) add(path);
	return hash.digest('hex');
}

/** @param {string} file */
const readStamp = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : null);

/** Whether node_modules holds what package-lock.json names; npm itself keeps the list of it. */
function isInstalled() {
	const installed = join(root, 'node_modules', '.package-lock.json');
	if (!existsSync(installed)) return false;
	/** @type {(file: string) => Record<string, { version?: string, optional?: boolean, devOptional?: boolean, extraneous?: boolean }>} */
	const read = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
	const present = read(installed);
	return Object.entries(read(join(root, 'package-lock.json'))).every(
		([path, { version, optional, devOptional, extraneous }]) =>
			// Optional ones are for other machines than this.
			path === '' || optional || devOptional || extraneous || present[path]?.version === version,
	);
}

/** Installs what package-lock.json names, unless that is what is installed. */
export async function ensureInstalled() {
	if (isInstalled()) return;
	console.log('Installing dependencies (about a minute the first time) …');
	const code = await run('npm', ['ci', '--no-fund', '--no-audit', '--loglevel=error']);
	if (code !== 0) {
		console.error(
			'\nInstalling failed: see above. Without a network, copy node_modules from elsewhere.',
		);
		process.exit(1);
	}
}

/** Builds the app, unless the last build was made from the same sources. */
export async function ensureBuilt() {
	const wanted = digest(SOURCES);
	if (readStamp(BUILD_STAMP) === wanted && existsSync(join(root, 'build', 'handler.js'))) return;
	console.log('Building …');
	const code = await run('vite', ['build', '--logLevel', 'warn']);
	if (code !== 0) {
		console.error('\nThe build failed: see above.');
		process.exit(1);
	}
	writeFileSync(BUILD_STAMP, wanted);
}
