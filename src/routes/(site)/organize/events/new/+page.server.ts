import { organizingUnions } from '$lib/events/desk/data';
import { addRow, previewText, removeRow, saveForm } from '$lib/events/form/actions.server';
import { newValues } from '$lib/events/form/values';
import { m } from '$lib/paraglide/messages';
import { requirePerson, requireUser } from '$lib/server/guards';
import { newId } from '$lib/shared/ids';
import { paths } from '$lib/shared/routes';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const now = new Date();
	const unions = await organizingUnions(request.locals.supabase, person.id, now);
	// The list explains how to get the right to run events.
	if (!unions[0]) redirect(303, paths.organize());
	const wanted = request.url.searchParams.get('union');
	const union = unions.find(({ id }) => id === wanted) ?? unions[0];
	return {
		userId: requireUser(request),
		unions,
		values: newValues(newId(), union.id, m.events_form_consents_default(), now),
	};
};

export const actions: Actions = {
	save: async (request) => {
		requireUser(request);
		return saveForm(request.locals, await request.request.formData(), []);
	},
	add: async ({ request }) => addRow(await request.formData()),
	remove: async ({ request }) => removeRow(await request.formData()),
	preview: async ({ request }) => previewText(await request.formData()),
};
