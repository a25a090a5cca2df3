import { spawn } from 'node:child_process';

/** Through npx rather than a dependency: it brings a program of its own for every platform. */
const CLI = 'supabase@3.1.0';

/**
 * Runs Supabase's command line and answers what it printed. It reports to nobody: where connections
 * to the outside hang, each report would be waited for.
 * @param {string[]} args
 * @returns {Promise<string>}
 */
export function supabase(args) {
	return new Promise((resolve, reject) => {
		const cli = spawn('npx', ['--yes', CLI, ...args], {
			env: { ...process.env, SUPABASE_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' },
			stdio: ['ignore', 'pipe', 'inherit'],
			shell: process.platform === 'win32',
		});
		let out = '';
		cli.stdout.on('data', (chunk) => (out += chunk));
		cli.on('error', reject);
		cli.on('close', (code) =>
			code === 0
				? resolve(out)
				: reject(new Error(`supabase ${args.slice(0, 2).join(' ')} ended with ${code}: ${out}`)),
		);
	});
}
