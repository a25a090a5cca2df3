import { upcomingEvents, upcomingPages } from '$lib/events/data';
import { readPage } from '$lib/shared/paging';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, url }) => {
	const now = new Date();
	const pages = await upcomingPages(locals.supabase, now);
	const page = Math.min(readPage(url.searchParams), pages);
	return { now, page, pages, events: await upcomingEvents(locals.supabase, now, page) };
};
