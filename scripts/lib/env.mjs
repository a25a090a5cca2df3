import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './prepare.mjs';

/** Reads .env of the project's folder; what is set already stands. */
export function loadDotEnv() {
	const file = join(root, '.env');
	if (existsSync(file)) process.loadEnvFile(file);
}
