import { upcomingEvents } from '$lib/events/data';
import { ownRegistrations } from '$lib/registrations/data';
import { sortMine } from '$lib/registrations/domain/mine';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const now = new Date();
	const person = await locals.person();
	const [events, own] = await Promise.all([
		upcomingEvents(locals.supabase, now),
		person ? ownRegistrations(locals.supabase, person.id) : [],
	]);
	const mine = sortMine(own, now);
	const signedUp = new Set(mine.next.map((r) => r.event.id));
	return {
		now,
		next: mine.next,
		events: events.filter((event) => !signedUp.has(event.id)).slice(0, 6),
		profileMissing: person ? !person.name || !person.phone : false,
	};
};
