import { upcomingEvents } from '$lib/events/data';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals }) => {
	const now = new Date();
	return { now, events: await upcomingEvents(locals.supabase, now) };
};
