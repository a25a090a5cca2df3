import { standing } from '$lib/accounts/data';
import { unreadCount } from '$lib/notifications/data';
import type { LayoutServerLoad } from './$types';

export const load: LayoutServerLoad = async ({ locals }) => {
	const person = await locals.person();
	const [nav, unread] = person
		? await Promise.all([
				standing(locals.supabase, person.id),
				unreadCount(locals.supabase, person.id),
			])
		: [{ organize: false, checkin: false }, 0];
	return {
		prefs: locals.prefs,
		userId: locals.userId,
		person: person && { id: person.id, name: person.name ?? '' },
		nav,
		unread,
	};
};
