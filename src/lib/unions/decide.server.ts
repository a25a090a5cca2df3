import { formFailure, parseForm } from '$lib/server/forms';
import { decideJoin } from './desk-data';
import { DecideForm } from './schema';

/**
 * Confirms or refuses requests to join, one by one: what a colleague answered meanwhile is counted
 * and does not stop the others.
 */
export async function decideRequests(locals: App.Locals, form: FormData) {
	const parsed = parseForm(DecideForm, form);
	if (!parsed.ok) return parsed.failure;
	const { requests, decision, reason } = parsed.data;
	let decided = 0;
	let closed = 0;
	for (const request of requests) {
		const answer = await decideJoin(
			locals.supabase,
			request,
			decision === 'confirm',
			reason || null,
		);
		if (answer.ok) decided += 1;
		else if (answer.error.code === 'join_request_closed') closed += 1;
		else return formFailure(answer.error, form);
	}
	return { decided: { decision, count: decided, closed } };
}
