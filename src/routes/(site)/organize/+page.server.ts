import { standing } from '$lib/accounts/data';
import { deskEvents, organizingUnions } from '$lib/events/desk-data';
import { groupEvents } from '$lib/events/desk/groups';
import { staffedUnions } from '$lib/unions/desk-data';
import { requirePerson } from '$lib/server/guards';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const { supabase } = request.locals;
	const now = new Date();
	const { organize } = await standing(supabase, person.id);
	const contact = person.phone ?? person.email;
	if (!organize) return { allowed: false as const, contact };
	const [events, organizing, unions] = await Promise.all([
		deskEvents(supabase),
		organizingUnions(supabase, person.id, now),
		staffedUnions(supabase, person.id, now),
	]);
	return {
		allowed: true as const,
		now,
		groups: groupEvents(events, now),
		mayCreate: organizing.length > 0,
		unions,
	};
};
