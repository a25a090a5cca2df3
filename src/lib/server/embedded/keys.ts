import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The keys of one data folder; made at random on the first start and never the same in two folders. */
export interface Keys {
	publishable: string;
	secret: string;
	jwt: string;
}

/** Reads a secret file of the data folder, or makes it, readable by its owner alone. */
export function secretFile(folder: string, name: string, make: () => string): string {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const file = join(folder, name);
	try {
		// 'wx' is atomic: of two first starts one makes the file and the other reads it.
		writeFileSync(file, make(), { mode: 0o600, flag: 'wx' });
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
	}
	return readFileSync(file, 'utf8').trim();
}

/** The keys of a data folder (`keys.json`, mode 0600). */
export function loadKeys(folder: string): Keys {
	const text = secretFile(folder, 'keys.json', () =>
		JSON.stringify({
			publishable: `sb_publishable_${randomBytes(24).toString('base64url')}`,
			secret: `sb_secret_${randomBytes(32).toString('base64url')}`,
			jwt: randomBytes(48).toString('base64url'),
		} satisfies Keys),
	);
	const keys = JSON.parse(text) as Partial<Keys>;
	if (!keys.publishable || !keys.secret || !keys.jwt) {
		throw new Error(
			`${join(folder, 'keys.json')} is damaged: restore it from a backup of this data folder.`,
		);
	}
	return keys as Keys;
}
