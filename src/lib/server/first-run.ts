import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import type { Account } from './demonstration';
import type { Embedded } from './embedded';
import { log } from './log';
import type { Settings } from './settings';

/**
 * Fills a new database with demonstration data, or with nothing. Returns the demonstration accounts,
 * also at later starts on the same folder.
 */
export async function firstRun(backend: Embedded, settings: Settings): Promise<Account[]> {
	const file = join(settings.dataDir, 'demonstration.json');
	if (backend.isNew && settings.seed === 'demonstration') {
		// Loaded only when asked for: a server in use carries no demonstration data in its memory.
		const { seedDemonstration } = await import('./demonstration');
		const accounts = await seedDemonstration();
		writeFileSync(file, JSON.stringify(accounts, null, '\t'), { mode: 0o600 });
	}
	await firstAdministrator(settings.admin);
	backend.finish();
	if (settings.seed !== 'demonstration') return [];
	try {
		return JSON.parse(readFileSync(file, 'utf8')) as Account[];
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
		throw error;
	}
}

/**
 * Makes the account of `ADMIN_EMAIL` the administrator of the topmost union, unless that union has
 * one: whoever may set the server's variables can begin, but not take over.
 */
export async function firstAdministrator(admin: Settings['admin']): Promise<void> {
	if (!admin) return;
	const service = serviceClient();
	const root = unwrap(await service.from('unions').select('id').is('parent_id', null).single());
	const present = unwrap(
		await service
			.from('grants')
			.select('id')
			.eq('union_id', root.id)
			.eq('role', 'admin')
			.is('revoked_at', null)
			.limit(1),
	);
	if (present.length > 0) return;
	unwrap(
		await service.rpc('appoint_first_admin', {
			p_user: await accountOf(admin),
			p_email: admin.email.toLowerCase(),
			p_name: '管理员',
		}),
	);
	log.info('first administrator appointed');
}

/** The id of the account, made if it is missing. */
async function accountOf({ email, password }: NonNullable<Settings['admin']>): Promise<string> {
	const accounts = serviceClient().auth.admin;
	const made = await accounts.createUser({ email, password, email_confirm: true });
	if (made.data.user) return made.data.user.id;
	if (made.error?.code !== 'email_exists') throw made.error ?? new Error('No account was made.');
	for (let page = 1; ; page++) {
		const { data, error } = await accounts.listUsers({ page, perPage: 200 });
		if (error) throw error;
		const found = data.users.find((user) => user.email === email.toLowerCase());
		if (found) return found.id;
		if (data.users.length < 200) throw made.error;
	}
}
