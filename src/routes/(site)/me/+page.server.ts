import { ownRegistrations } from '$lib/registrations/data';
import { sortMine } from '$lib/registrations/domain/mine';
import { requirePerson } from '$lib/server/guards';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const person = await requirePerson(request);
	const now = new Date();
	return {
		now,
		...sortMine(await ownRegistrations(request.locals.supabase, person.id), now),
		self: { name: person.name, union: person.union?.name ?? null },
	};
};
