import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Embedded } from './embedded';
import type { Settings } from './settings';

export interface Account {
	role: string;
	email: string;
	password: string;
}

interface Demonstration {
	/** Fills an empty database; returns the accounts made. */
	seedDemonstration: () => Promise<Account[]>;
}

// Loaded only when asked for: a server in use carries no demonstration data in its memory.
const demonstration = import.meta.glob<Demonstration>('./demonstration.ts');

/**
 * Fills a new database: demonstration data, or nothing. Returns the demonstration accounts, also at
 * later starts on the same folder.
 */
export async function firstRun(backend: Embedded, settings: Settings): Promise<Account[]> {
	const file = join(settings.dataDir, 'demonstration.json');
	const load = demonstration['./demonstration.ts'];
	if (backend.isNew && settings.seed === 'demonstration' && load) {
		const accounts = await (await load()).seedDemonstration();
		writeFileSync(file, JSON.stringify(accounts, null, '\t'), { mode: 0o600 });
	}
	backend.finish();
	if (settings.seed !== 'demonstration') return [];
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Account[];
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}
