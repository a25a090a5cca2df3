import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

export interface Server {
	/** For example http://127.0.0.1:41234 */
	url: string;
	dataDir: string;
	/** What the server wrote so far. */
	log: () => string;
	/** Ends it: gracefully, or at once with SIGKILL. Resolves when the process is gone. */
	stop: (signal?: 'SIGTERM' | 'SIGKILL') => Promise<void>;
	/** Removes its data. */
	remove: () => void;
}

/** A port that was free a moment ago. */
export function freePort(): Promise<number> {
	return new Promise((resolve, reject) => {
		const probe = createServer();
		probe.once('error', reject);
		probe.listen(0, '127.0.0.1', () => {
			const address = probe.address();
			probe.close(() =>
				typeof address === 'object' && address
					? resolve(address.port)
					: reject(new Error('no port')),
			);
		});
	});
}

/** Starts the built app as README says, and waits until it is ready. */
export async function startServer(
	options: { env?: Record<string, string>; dataDir?: string; host?: string; port?: number } = {},
): Promise<Server> {
	const port = options.port ?? (await freePort());
	const host = options.host ?? '127.0.0.1';
	const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'huijiang-e2e-'));
	let output = '';
	const child: ChildProcess = spawn(process.execPath, [join(root, 'scripts', 'server.mjs')], {
		cwd: root,
		env: {
			...process.env,
			HOST: host,
			PORT: String(port),
			DATA_DIR: dataDir,
			LOG_LEVEL: 'warn',
			...options.env,
		},
		stdio: ['ignore', 'pipe', 'pipe'],
	});
	child.stdout?.on('data', (chunk) => (output += String(chunk)));
	child.stderr?.on('data', (chunk) => (output += String(chunk)));
	const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
	const url = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}`;
	await ready(url, child, () => output);
	return {
		url,
		dataDir,
		log: () => output,
		stop: async (signal = 'SIGTERM') => {
			child.kill(signal);
			await exited;
		},
		remove: () => rmSync(dataDir, { recursive: true, force: true }),
	};
}

async function ready(url: string, child: ChildProcess, log: () => string): Promise<void> {
	const deadline = Date.now() + 60_000;
	while (Date.now() < deadline) {
		if (child.exitCode !== null) break;
		try {
			if ((await fetch(`${url}/api/health`)).ok) return;
		} catch (error) {
			if (!(error instanceof TypeError)) throw error; // refused: not listening yet
		}
		await new Promise((resolve) => setTimeout(resolve, 100));
	}
	throw new Error(`The server did not become ready:\n${log()}`);
}
