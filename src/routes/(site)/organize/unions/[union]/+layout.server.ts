import { notFound, requirePerson } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import { rolesOn, unionById } from '$lib/unions/desk-data';
import type { LayoutServerLoad } from './$types';

/** The union and what the reader may do with it. The pages explain where that is nothing. */
export const load: LayoutServerLoad = async (request) => {
	const person = await requirePerson(request);
	const { locals, params } = request;
	const union = isId(params.union) ? await unionById(locals.supabase, params.union) : null;
	if (!union) notFound();
	const now = new Date();
	const roles = await rolesOn(locals.supabase, person.id, union.ancestor_ids, now);
	return {
		union,
		now,
		isAdmin: roles.has('admin'),
		mayReview: roles.has('admin') || roles.has('reviewer'),
		mayOrganize: roles.has('admin') || roles.has('organizer'),
	};
};
