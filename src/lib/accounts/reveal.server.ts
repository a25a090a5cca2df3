import type { Failure } from '$lib/shared/errors';
import { fail, ok, type Result } from '$lib/shared/result';
import { serviceClient } from '$lib/supabase/service.server';
import { call } from '$lib/supabase/unwrap';
import { decryptIdentity } from './identity.server';

export type RevealProblem = { kind: 'failure'; failure: Failure } | { kind: 'unreadable' };

/**
 * An ID number in clear, for staff with a reason. The database checks the right, counts and logs the
 * reveal before it gives the cipher out. `unreadable`: it was sealed under another key.
 *
 * @param userId the account of the member of staff
 */
export async function revealIdentity(
	userId: string,
	personId: string,
	reason: string,
): Promise<Result<string, RevealProblem>> {
	const sealed = await call(
		serviceClient().rpc('reveal_identity', {
			p_actor: userId,
			p_person: personId,
			p_reason: reason,
		}),
	);
	if (!sealed.ok) return fail({ kind: 'failure', failure: sealed.error });
	try {
		return ok(decryptIdentity(sealed.value));
	} catch (error) {
		console.error('An ID number could not be decrypted', error);
		return fail({ kind: 'unreadable' });
	}
}

/**
 * The ID numbers of those approved for an event, by person, under the same rights and with a row of the
 * log for each. All or none: a list with holes would look complete.
 */
export async function revealEventIdentities(
	userId: string,
	eventId: string,
	reason: string,
): Promise<Result<Map<string, string>, RevealProblem>> {
	const sealed = await call(
		serviceClient().rpc('reveal_event_identities', {
			p_actor: userId,
			p_event: eventId,
			p_reason: reason,
		}),
	);
	if (!sealed.ok) return fail({ kind: 'failure', failure: sealed.error });
	try {
		const ciphers = Object.entries(sealed.value as Record<string, string>);
		return ok(new Map(ciphers.map(([person, cipher]) => [person, decryptIdentity(cipher)])));
	} catch (error) {
		console.error('An ID number could not be decrypted', error);
		return fail({ kind: 'unreadable' });
	}
}
