import { cancelJoin, joinRequests, requestJoin } from '$lib/accounts/data';
import { JoinForm } from '$lib/accounts/schema';
import { formFailure, formValues, parseForm } from '$lib/server/forms';
import { requireUser } from '$lib/server/guards';
import { paths, safeNext } from '$lib/shared/routes';
import { searchUnions } from '$lib/unions/data';
import { redirect } from '@sveltejs/kit';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	requireUser(request);
	const { locals, url } = request;
	const query = url.searchParams.get('q')?.trim() ?? '';
	const person = await locals.person();
	const [requests, results] = await Promise.all([
		person ? joinRequests(locals.supabase, person.id) : [],
		query ? searchUnions(locals.supabase, query) : [],
	]);
	return {
		query,
		results,
		union: person?.union ?? null,
		request: requests[0] ?? null,
		next: url.searchParams.get('next'),
	};
};

export const actions: Actions = {
	join: async (event) => {
		requireUser(event);
		const { request, locals, url } = event;
		const form = await request.formData();
		const parsed = parseForm(JoinForm, form);
		if (!parsed.ok) return parsed.failure;
		const member = (await locals.person())?.union_id;
		if (member && !parsed.data.change) {
			return { change: parsed.data.union_id, values: formValues(form) };
		}
		const done = await requestJoin(locals.supabase, parsed.data.union_id, parsed.data.note);
		if (!done.ok) return formFailure(done.error, form);
		const next = url.searchParams.get('next');
		redirect(303, next ? safeNext(next) : paths.myUnion());
	},
	cancel: async ({ request, locals }) => {
		const id = (await request.formData()).get('request_id');
		const done = await cancelJoin(locals.supabase, String(id));
		if (!done.ok) return formFailure(done.error);
		redirect(303, paths.myUnion());
	},
};
