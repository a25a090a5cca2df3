import { redirect } from '@sveltejs/kit';
import { eventById } from '$lib/events/data';
import { addRow, previewText, removeRow, saveForm } from '$lib/events/form/actions.server';
import { valuesOf } from '$lib/events/form/values';
import { consentsOf } from '$lib/events/stored-consents';
import { notFound, requireUser } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import { paths } from '$lib/shared/routes';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { event, divisions } = await request.parent();
	if (event.status === 'archived' || event.status === 'canceled') {
		redirect(303, paths.desk(event.id));
	}
	return {
		userId: requireUser(request),
		values: valuesOf(event, consentsOf(event.consents), divisions),
	};
};

export const actions: Actions = {
	save: async (request) => {
		requireUser(request);
		const { locals, params } = request;
		const found = isId(params.event) ? await eventById(locals.supabase, params.event) : null;
		if (!found) notFound();
		const form = await request.request.formData();
		form.set('id', found.event.id);
		return saveForm(locals, form, consentsOf(found.event.consents));
	},
	add: async ({ request }) => addRow(await request.formData()),
	remove: async ({ request }) => removeRow(await request.formData()),
	preview: async ({ request }) => previewText(await request.formData()),
};
