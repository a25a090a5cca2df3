import { fail } from '@sveltejs/kit';
import { revealIdentity } from '$lib/accounts/reveal.server';
import { m } from '$lib/paraglide/messages';
import { applyChange } from '$lib/registrations/desk/change.server';
import { RevealForm } from '$lib/registrations/desk/change-schema';
import { registrationHistory, deskRegistration } from '$lib/registrations/desk/data';
import { formFailure, parseForm } from '$lib/server/forms';
import { notFound, requireUser } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { supabase } = request.locals;
	const { event } = await request.parent();
	const { registration } = request.params;
	const row = isId(registration) ? await deskRegistration(supabase, event.id, registration) : null;
	if (!row) notFound();
	return { row, history: await registrationHistory(supabase, row.id) };
};

export const actions: Actions = {
	change: async (request) => {
		requireUser(request);
		const form = await request.request.formData();
		form.set('ids[]', request.params.registration);
		return applyChange(request.locals, request.params.event, form);
	},
	reveal: async (request) => {
		const userId = requireUser(request);
		const parsed = parseForm(RevealForm, await request.request.formData());
		if (!parsed.ok) {
			return fail(400, { reveal: parsed.failure.data.issues.reason ?? '' });
		}
		const { person, reason } = parsed.data;
		const number = await revealIdentity(userId, person, reason);
		if (number.ok) return { number: number.value };
		if (number.error.kind === 'unreadable') {
			return fail(409, { reveal: m.registrations_reveal_unreadable() });
		}
		return formFailure(number.error.failure);
	},
};
