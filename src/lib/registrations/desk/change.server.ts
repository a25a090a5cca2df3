import { fail } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages';
import { issuePasses } from '$lib/passes/issue.server';
import { formFailure, parseForm } from '$lib/server/forms';
import { log } from '$lib/server/log';
import { serviceClient } from '$lib/supabase/service.server';
import { ChangeForm } from './change-schema';
import { changeRegistrations, matchingIds } from './data';
import type { ListFilter } from '../domain/list-filter';

/**
 * The action behind the list's batch and a registration's page: change, then make the passes due.
 * Who is in the state already is left alone; `unchanged` tells how many those are.
 *
 * @param filter the list's, for a batch that takes in everybody who matches it
 */
export async function applyChange(
	locals: App.Locals,
	eventId: string,
	form: FormData,
	filter?: ListFilter,
) {
	const parsed = parseForm(ChangeForm, form);
	if (!parsed.ok) return parsed.failure;
	const { all, change, reason } = parsed.data;
	let { ids } = parsed.data;
	if (all && filter) {
		const matching = await matchingIds(locals.supabase, eventId, filter);
		if (!matching.ok) return formFailure(matching.error, form);
		ids = matching.value;
	}
	const changed = await changeRegistrations(locals.supabase, eventId, { ids, change, reason });
	if (!changed.ok) {
		const answer = formFailure(changed.error, form);
		if (changed.error.code !== 'division_full') return answer;
		return fail(answer.status, {
			values: answer.data.values,
			issues: { change: m.registrations_change_division_full() },
		});
	}
	// Who is approved or holds a higher serial has a pass due; for all others this does nothing. The
	// change holds either way: a pass that cannot be signed now is signed when it is first asked for.
	try {
		await issuePasses(serviceClient(), ids);
	} catch (error) {
		log.error({ err: error, eventId }, 'passes not issued yet');
	}
	return { changed: { change, count: changed.value, unchanged: ids.length - changed.value } };
}
