import * as v from 'valibot';
import { holderPasses } from '$lib/passes/schema';
import { ownRegistrations, withdraw } from '$lib/registrations/data';
import { formFailure } from '$lib/server/forms';
import { notFound, requirePerson } from '$lib/server/guards';
import { unwrap } from '$lib/supabase/unwrap';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const all = await ownRegistrations(request.locals.supabase, person.id);
	const registration = all.find((r) => r.id === request.params.registration);
	if (!registration) notFound();
	const passes = unwrap(await request.locals.supabase.rpc('my_passes'));
	const pass = v.parse(holderPasses, passes).find((p) => p.registrationId === registration.id);
	return {
		now: new Date(),
		registration,
		arrivedAt: pass?.arrivedAt ?? null,
		done: request.url.searchParams.has('done'),
	};
};

export const actions: Actions = {
	withdraw: async ({ locals, params }) => {
		const done = await withdraw(locals.supabase, params.registration);
		return done.ok ? { withdrawn: true } : formFailure(done.error);
	},
};
