import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import { DEMONSTRATION_EMAILS, type Account } from './demonstration-accounts';
import type { Embedded } from './embedded';
import { log } from './log';
import { SettingsError, type Settings } from './settings';

/**
 * Fills a new database with demonstration data, or with nothing. Returns the demonstration accounts,
 * also at later starts on the same folder.
 * @throws SettingsError when a public server would carry demonstration accounts that nobody asked for
 */
export async function firstRun(backend: Embedded, settings: Settings): Promise<Account[]> {
	const file = join(settings.dataDir, 'demonstration.json');
	if (backend.isNew && settings.seed === 'demonstration') {
		// Loaded only when asked for: a server in use carries no demonstration data in its memory.
		const { seedDemonstration } = await import('./demonstration');
		const accounts = await seedDemonstration();
		writeFileSync(file, JSON.stringify(accounts, null, '\t'), { mode: 0o600 });
	}
	await refusePublicDemonstration(settings);
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

/** Their password is published with this program: whoever can reach them is the administrator. */
async function refusePublicDemonstration({ isPublic, seed }: Settings): Promise<void> {
	if (!isPublic || seed === 'demonstration') return;
	const found = unwrap(
		await serviceClient()
			.from('people')
			.select('id')
			.in('email', DEMONSTRATION_EMAILS)
			.not('user_id', 'is', null)
			.limit(1),
	);
	if (found.length === 0) return;
	throw new SettingsError([
		'The data holds demonstration accounts, whose password is published, and HOST, ORIGIN or ' +
			'TRUST_PROXY opens the server to others. Start with an empty DATA_DIR (or DATABASE_URL), ' +
			'or set SEED=demonstration if everybody may use these accounts',
	]);
}

/**
 * Makes the account of `ADMIN_EMAIL` the administrator of the topmost union, unless that union has
 * one: whoever may set the server's variables can begin, but not take over. It says so when the
 * variable has no effect.
 */
export async function firstAdministrator(admin: Settings['admin']): Promise<void> {
	if (!admin) return;
	const service = serviceClient();
	const root = unwrap(await service.from('unions').select('id').is('parent_id', null).single());
	const present = unwrap(
		await service
			.from('grants')
			.select('person:people!grants_person_id_fkey(email)')
			.eq('union_id', root.id)
			.eq('role', 'admin')
			.is('revoked_at', null),
	);
	if (present.length > 0) {
		if (!present.some(({ person }) => person.email === admin.email.toLowerCase())) {
			log.warn(
				'ADMIN_EMAIL has no effect: the topmost union has an administrator already, who can give ' +
					'the role to others; to begin anew, start with an empty DATA_DIR or DATABASE_URL',
			);
		}
		return;
	}
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
