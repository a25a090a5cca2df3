import { sealIdentity } from '$lib/accounts/identity.server';
import type { Person } from '$lib/accounts/schema';
import { issuePasses } from '$lib/passes/issue.server';
import { log } from '$lib/server/log';
import type { Failure } from '$lib/shared/errors';
import type { Result } from '$lib/shared/result';
import { serviceClient } from '$lib/supabase/service.server';
import { call, unwrap } from '$lib/supabase/unwrap';
import type { Consent, RegistrationForm } from './schema';

/**
 * Stores a sign-up whose form and eligibility were checked, and issues the pass. A pass that cannot
 * be issued now is issued when it is first asked for: the place is taken either way.
 */
export async function register(
	person: Person & { user_id: string },
	form: RegistrationForm,
	consents: Consent[],
	now: Date,
): Promise<Result<{ id: string }, Failure>> {
	const client = serviceClient();
	const identity = form.id_number;
	const stored = await call(
		client.rpc('register', {
			p_actor: person.user_id,
			p_request: form.request_id,
			p_division: form.division_id,
			p_answers: form.employer ? { employer: form.employer } : {},
			p_trade_years: form.trade_years as number,
			p_consents: consents.map(({ key, version }) => ({ key, version, at: now.toISOString() })),
			p_identity: identity
				? {
						...sealIdentity(identity.number),
						birth_date: identity.birthDate,
						sex: identity.sex,
					}
				: undefined,
		}),
	);
	if (!stored.ok) return stored;
	try {
		await issuePasses(client, [stored.value.id]);
	} catch (error) {
		log.error({ err: error, registrationId: stored.value.id }, 'pass not issued yet');
	}
	return stored;
}

/** The last four characters of the ID number on file, or null when there is none. */
export async function identityTail(personId: string): Promise<string | null> {
	const row = unwrap(
		await serviceClient()
			.from('person_identities')
			.select('tail')
			.eq('person_id', personId)
			.maybeSingle(),
	);
	return row?.tail ?? null;
}
