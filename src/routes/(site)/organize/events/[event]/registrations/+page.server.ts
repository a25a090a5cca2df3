import { eventTeams, teamDivisions } from '$lib/events/desk/data';
import { applyChange } from '$lib/registrations/desk/change.server';
import { PAGE_SIZE, registrationPage } from '$lib/registrations/desk/data';
import { readFilter } from '$lib/registrations/domain/list-filter';
import { overQuota } from '$lib/registrations/domain/team-quota';
import { requireUser } from '$lib/server/guards';
import { pageCount } from '$lib/shared/paging';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { supabase } = request.locals;
	const { event } = await request.parent();
	const filter = readFilter(request.url.searchParams);
	const [page, teams, counts] = await Promise.all([
		registrationPage(supabase, event.id, filter),
		eventTeams(supabase, event.id),
		event.team_quota === null ? [] : teamDivisions(supabase, event.id),
	]);
	return {
		filter,
		teams,
		overQuota: overQuota(counts, event.team_quota),
		rows: page.ok ? page.value.rows : [],
		total: page.ok ? page.value.total : 0,
		pages: page.ok ? pageCount(page.value.total, PAGE_SIZE) : 1,
		failure: page.ok ? null : page.error,
	};
};

export const actions: Actions = {
	change: async (request) => {
		requireUser(request);
		const filter = readFilter(request.url.searchParams);
		const form = await request.request.formData();
		return applyChange(request.locals, request.params.event, form, filter);
	},
};
