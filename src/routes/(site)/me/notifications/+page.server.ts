import { markRead, notifications } from '$lib/notifications/data';
import { requirePerson } from '$lib/server/guards';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const list = await notifications(request.locals.supabase, person.id);
	// Seen on this page: the count in the header is gone with the next one.
	if (list.some((n) => !n.read_at)) await markRead(request.locals.supabase);
	return { now: new Date(), list };
};
