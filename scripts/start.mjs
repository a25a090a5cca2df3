/** `npm start`: installs and builds if needed, then becomes the server. Plain Node 20 can run it. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { cleanEnv, ensureBuilt, ensureInstalled, root } from './lib/prepare.mjs';

await ensureInstalled();
await ensureBuilt();

const node = join(root, 'node_modules', '.bin', process.platform === 'win32' ? 'node.cmd' : 'node');
const server = spawn(node, [join(root, 'scripts', 'server.mjs')], {
	cwd: root,
	env: cleanEnv(),
	stdio: 'inherit',
	shell: process.platform === 'win32',
});
// Ctrl+C reaches the server by itself; a signal to this process alone must be passed on.
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => server.kill('SIGTERM'));
process.on('SIGINT', () => undefined);
server.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
