import { ownRegistrations, withdraw } from '$lib/registrations/data';
import { formFailure } from '$lib/server/forms';
import { notFound, requirePerson } from '$lib/server/guards';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const all = await ownRegistrations(request.locals.supabase, person.id);
	const registration = all.find((r) => r.id === request.params.registration);
	if (!registration) notFound();
	return { now: new Date(), registration, done: request.url.searchParams.has('done') };
};

export const actions: Actions = {
	withdraw: async ({ locals, params }) => {
		const done = await withdraw(locals.supabase, params.registration);
		return done.ok ? { withdrawn: true } : formFailure(done.error);
	},
};
