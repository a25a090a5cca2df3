import type { AuthError, SupabaseClient } from '@supabase/supabase-js';
import { getLocale } from '$lib/paraglide/runtime';
import { log } from '$lib/server/log';
import type { Failure } from '$lib/shared/errors';
import { fail, ok, type Result } from '$lib/shared/result';
import type { Database } from '$lib/supabase/database.types';
import { serviceClient } from '$lib/supabase/service.server';
import { call } from '$lib/supabase/unwrap';
import { ensurePerson, useLocale } from './data';

type Client = SupabaseClient<Database>;

/** How signing in failed: a code or password that is wrong, or an expected failure of the service. */
export type SignInProblem = { kind: 'wrong' } | { kind: 'failure'; failure: Failure };

/**
 * An hour allows six codes to one e-mail or phone, so that nobody is flooded with messages, and thirty
 * tries at codes and passwords; from one network address, which a whole office or hall may share, sixty
 * codes and three hundred tries.
 */
async function limit(bucket: 'code' | 'try', subject: string, address: string) {
	const client = serviceClient();
	const own = await call(
		client.rpc('take_token', {
			p_subject: subject,
			p_bucket: `sign_in_${bucket}`,
			p_limit: bucket === 'code' ? 6 : 30,
			p_seconds: 3600,
		}),
	);
	if (!own.ok) return own;
	return call(
		client.rpc('take_token', {
			p_subject: address,
			p_bucket: `sign_in_${bucket}_from`,
			p_limit: bucket === 'code' ? 60 : 300,
			p_seconds: 3600,
		}),
	);
}

/** Sends a one-time code to an e-mail address or a phone; the answer never tells whether it is known. */
export async function sendCode(
	client: Client,
	to: { email: string } | { phone: string },
	address: string,
): Promise<Result<null, SignInProblem>> {
	const limited = await limit('code', 'email' in to ? to.email : to.phone, address);
	if (!limited.ok) return fail({ kind: 'failure', failure: limited.error });
	const { error } = await client.auth.signInWithOtp(
		'email' in to ? { email: to.email } : { phone: `+86${to.phone}` },
	);
	return error ? fail(problem(error)) : ok(null);
}

export async function verifyCode(
	client: Client,
	who: { email: string } | { phone: string },
	code: string,
	address: string,
): Promise<Result<null, SignInProblem>> {
	const limited = await limit('try', 'email' in who ? who.email : who.phone, address);
	if (!limited.ok) return fail({ kind: 'failure', failure: limited.error });
	const { error } = await client.auth.verifyOtp(
		'email' in who
			? { email: who.email, token: code, type: 'email' }
			: { phone: `+86${who.phone}`, token: code, type: 'sms' },
	);
	if (error) return fail(problem(error));
	return enter(client);
}

export async function signInWithPassword(
	client: Client,
	email: string,
	password: string,
	address: string,
): Promise<Result<null, SignInProblem>> {
	const limited = await limit('try', email, address);
	if (!limited.ok) return fail({ kind: 'failure', failure: limited.error });
	const { error } = await client.auth.signInWithPassword({ email, password });
	if (error) return fail(problem(error));
	return enter(client);
}

/**
 * Makes sure that a person stands behind the session that has just begun; a session without one would
 * be good for nothing, so it is ended again.
 */
async function enter(client: Client): Promise<Result<null, SignInProblem>> {
	const person = await ensurePerson(client);
	if (person.ok) {
		await keepLocale(client, getLocale());
		return ok(null);
	}
	await client.auth.signOut({ scope: 'local' });
	return fail({ kind: 'failure', failure: person.error });
}

/** Keeps the language for mails; without it they come in both, so nothing else may fail for it. */
export async function keepLocale(client: Client, locale: string): Promise<void> {
	const kept = await useLocale(client, locale);
	if (!kept.ok) log.warn({ code: kept.error.code }, 'language of a person not kept');
}

/**
 * Whether the project sends codes to phones (`/auth/v1/settings`). A backend that cannot be asked now
 * offers none: the page with the other ways stays.
 */
export async function offersPhone(fetchSettings: () => Promise<Response>): Promise<boolean> {
	try {
		const response = await fetchSettings();
		if (!response.ok) return false;
		const settings = (await response.json()) as { external?: { phone?: boolean } };
		return settings.external?.phone === true;
	} catch (error) {
		log.warn({ err: error }, 'sign-in settings not read; codes by phone are not offered now');
		return false;
	}
}

function problem(error: AuthError): SignInProblem {
	const status = error.status ?? 0;
	if (status === 429) return { kind: 'failure', failure: { code: 'rate_limited', detail: {} } };
	if (status >= 500 || status === 0) {
		return { kind: 'failure', failure: { code: 'unavailable', detail: {} } };
	}
	return { kind: 'wrong' };
}
