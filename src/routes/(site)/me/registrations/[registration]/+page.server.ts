import * as v from 'valibot';
import { eventById } from '$lib/events/data';
import { signUpState } from '$lib/events/domain/sign-up-state';
import { holderPasses } from '$lib/passes/schema';
import { ownRegistrations, withdraw } from '$lib/registrations/data';
import { isStanding, standingOf } from '$lib/registrations/domain/mine';
import { formFailure } from '$lib/server/forms';
import { notFound, requirePerson } from '$lib/server/guards';
import { unwrap } from '$lib/supabase/unwrap';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const all = await ownRegistrations(request.locals.supabase, person.id);
	const registration = all.find((r) => r.id === request.params.registration);
	if (!registration) notFound();
	const now = new Date();
	const { event } = registration;
	const takesPart = all.some((r) => r.event.id === event.id && isStanding(r));
	const mayReturn =
		standingOf(registration).standing === 'withdrawn' &&
		event.status === 'published' &&
		!takesPart &&
		(await isOpen(request.locals, event.id, now));
	const passes = unwrap(await request.locals.supabase.rpc('my_passes'));
	const pass = v.parse(holderPasses, passes).find((p) => p.registrationId === registration.id);
	return {
		now,
		registration,
		mayReturn,
		arrivedAt: pass?.arrivedAt ?? null,
		done: request.url.searchParams.has('done'),
	};
};

/** Whether the event takes sign-ups now and has a place. */
async function isOpen(locals: App.Locals, eventId: string, now: Date): Promise<boolean> {
	const found = await eventById(locals.supabase, eventId);
	return found !== null && signUpState(found.event, found.divisions, now).kind === 'open';
}

export const actions: Actions = {
	withdraw: async ({ locals, params }) => {
		const done = await withdraw(locals.supabase, params.registration);
		return done.ok ? { withdrawn: true } : formFailure(done.error);
	},
};
