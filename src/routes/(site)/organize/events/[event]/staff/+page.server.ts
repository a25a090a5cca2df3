import { eventStaff } from '$lib/accounts/grants-data';
import { endRole, giveRole } from '$lib/accounts/staff/actions.server';
import { DESK_ROLES } from '$lib/events/role-text';
import { requireUser } from '$lib/server/guards';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { event } = await request.parent();
	return { staff: await eventStaff(request.locals.supabase, event.id) };
};

export const actions: Actions = {
	give: async (request) => {
		requireUser(request);
		const { locals, params } = request;
		const form = await request.request.formData();
		return giveRole(locals, { event: params.event }, DESK_ROLES, form);
	},
	end: async (request) => {
		requireUser(request);
		return endRole(request.locals, await request.request.formData());
	},
};
