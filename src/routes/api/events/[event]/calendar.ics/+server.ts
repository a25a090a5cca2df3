import { eventCalendar } from '$lib/events/calendar.server';
import { eventById } from '$lib/events/data';
import { notFound } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import { paths } from '$lib/shared/routes';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ locals, params, url }) => {
	const found = isId(params.event) ? await eventById(locals.supabase, params.event) : null;
	if (!found) notFound();
	return new Response(eventCalendar(found.event, url.origin + paths.event(found.event.id)), {
		headers: {
			'content-type': 'text/calendar; charset=utf-8',
			'content-disposition': `attachment; filename="event.ics"; filename*=UTF-8''${encodeURIComponent(found.event.name)}.ics`,
		},
	});
};
