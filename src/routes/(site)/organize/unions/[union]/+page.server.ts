import { endRole, giveRole } from '$lib/accounts/staff/actions.server';
import { formFailure, parseForm } from '$lib/server/forms';
import { requireUser } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import { addUnion } from '$lib/unions/add.server';
import { decideRequests } from '$lib/unions/decide.server';
import { childUnions, claimPerson, openJoinRequests, unionStaff } from '$lib/unions/desk-data';
import { UnionForm } from '$lib/unions/schema';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { supabase } = request.locals;
	const { union, isAdmin, mayReview } = await request.parent();
	const [requests, staff, children] = await Promise.all([
		mayReview ? openJoinRequests(supabase, union.id) : [],
		isAdmin ? unionStaff(supabase, union.id) : [],
		childUnions(supabase, union.id),
	]);
	return { requests, staff, children };
};

export const actions: Actions = {
	decide: async (request) => {
		requireUser(request);
		return decideRequests(request.locals, await request.request.formData());
	},
	claim: async (request) => {
		requireUser(request);
		const form = await request.request.formData();
		const [person, entered] = String(form.get('claim') ?? '').split(' ');
		if (!isId(person) || !isId(entered)) {
			return formFailure({ code: 'invalid_input', detail: { field: 'claim' } });
		}
		const moved = await claimPerson(request.locals.supabase, person, entered);
		return moved.ok ? { claimed: moved.value } : formFailure(moved.error);
	},
	add: async (request) => {
		const userId = requireUser(request);
		const form = await request.request.formData();
		const parsed = parseForm(UnionForm, form);
		if (!parsed.ok) return parsed.failure;
		const added = await addUnion(userId, request.params.union, parsed.data);
		return added.ok ? { added: parsed.data.name } : formFailure(added.error, form);
	},
	give: async (request) => {
		requireUser(request);
		const { locals, params } = request;
		const form = await request.request.formData();
		return giveRole(locals, { union: params.union }, ['organizer', 'reviewer', 'admin'], form);
	},
	end: async (request) => {
		requireUser(request);
		return endRole(request.locals, await request.request.formData());
	},
};
