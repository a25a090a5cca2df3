import { fail } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages';
import { issuePasses } from '$lib/passes/issue.server';
import { formFailure, parseForm } from '$lib/server/forms';
import { serviceClient } from '$lib/supabase/service.server';
import { ChangeForm } from './change-schema';
import { changeRegistrations } from './desk-data';

/** The action behind the list's batch and a registration's page: change, then make the passes due. */
export async function applyChange(locals: App.Locals, eventId: string, form: FormData) {
	const parsed = parseForm(ChangeForm, form);
	if (!parsed.ok) return parsed.failure;
	const { ids, change } = parsed.data;
	const changed = await changeRegistrations(locals.supabase, eventId, parsed.data);
	if (!changed.ok) {
		const answer = formFailure(changed.error, form);
		if (changed.error.code !== 'division_full') return answer;
		return fail(answer.status, {
			values: answer.data.values,
			issues: { change: m.events_change_division_full() },
		});
	}
	// Who is approved or holds a higher serial has a pass due; for all others this does nothing.
	await issuePasses(serviceClient(), ids);
	return { changed: { change, count: changed.value } };
}
