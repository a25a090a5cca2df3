import { eventById, ownerName } from '$lib/events/data';
import { renderMarkdown } from '$lib/events/markdown.server';
import { ownInEvent } from '$lib/registrations/data';
import { notFound } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async ({ locals, params }) => {
	const found = isId(params.event) ? await eventById(locals.supabase, params.event) : null;
	if (!found) notFound();
	const person = await locals.person();
	const { event, divisions } = found;
	return {
		now: new Date(),
		event,
		divisions,
		owner: await ownerName(locals.supabase, event.union_id),
		description: renderMarkdown(event.description),
		mine: person ? await ownInEvent(locals.supabase, person.id, event.id) : null,
	};
};
