import { standing } from '$lib/accounts/data';
import { deskEvents, organizingUnions } from '$lib/events/desk/data';
import { groupEvents } from '$lib/events/desk/groups';
import { staffedUnions, waitingJoinRequests } from '$lib/unions/desk-data';
import { requirePerson } from '$lib/server/guards';
import { readPage } from '$lib/shared/paging';
import { paths } from '$lib/shared/routes';
import { redirect } from '@sveltejs/kit';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const { supabase } = request.locals;
	const now = new Date();
	const { organize } = await standing(supabase, person.id);
	// What the page of roles finds a person by: a phone that was only typed in is not proved.
	const contact = (person.phone_verified_at && person.phone) || person.email;
	if (!organize) return { allowed: false as const, contact };
	const page = readPage(request.url.searchParams);
	const [list, organizing, unions, waiting] = await Promise.all([
		deskEvents(supabase, page),
		organizingUnions(supabase, person.id, now),
		staffedUnions(supabase, person.id, now),
		waitingJoinRequests(supabase),
	]);
	if (page > 1 && list.events.length === 0) redirect(303, paths.organize());
	return {
		allowed: true as const,
		now,
		page,
		pages: list.pages,
		groups: groupEvents(list.events, now),
		mayCreate: organizing.length > 0,
		unions,
		waiting,
	};
};
