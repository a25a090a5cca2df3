import { error } from '@sveltejs/kit';
import { eventById } from '$lib/events/data';
import { deskEvent } from '$lib/events/desk/data';
import { m } from '$lib/paraglide/messages';
import { notFound, requirePerson } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import type { LayoutServerLoad } from './$types';

/** Everything below is for those who run the event; the RPCs check it again. */
export const load: LayoutServerLoad = async (request) => {
	await requirePerson(request);
	const { locals, params } = request;
	if (!isId(params.event)) notFound();
	const [found, summary] = await Promise.all([
		eventById(locals.supabase, params.event),
		deskEvent(locals.supabase, params.event),
	]);
	if (!found) notFound();
	if (!summary) error(403, { code: 'not_permitted', message: m.errors_not_permitted() });
	return { ...found, summary, now: new Date() };
};
