import { annulScan, eventDevices, fetchAttendance, revokeDevice } from '$lib/checkin/desk/data';
import { AnnulForm, RevokeForm } from '$lib/checkin/desk/schema';
import { formFailure, parseForm } from '$lib/server/forms';
import { requireUser } from '$lib/server/guards';
import { newId } from '$lib/shared/ids';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { supabase } = request.locals;
	const { event } = await request.parent();
	const [devices, attendance] = await Promise.all([
		eventDevices(supabase, event.id),
		fetchAttendance(supabase, event.id),
	]);
	const conflicts = attendance.ok ? attendance.value.conflicts : [];
	return { devices, conflicts: conflicts.map((one) => ({ ...one, annulment: newId() })) };
};

export const actions: Actions = {
	revoke: async (request) => {
		requireUser(request);
		const form = await request.request.formData();
		const parsed = parseForm(RevokeForm, form);
		if (!parsed.ok) return parsed.failure;
		const done = await revokeDevice(request.locals.supabase, parsed.data.device);
		return done.ok ? { done: 'revoked' as const } : formFailure(done.error, form);
	},
	annul: async (request) => {
		requireUser(request);
		const form = await request.request.formData();
		const parsed = parseForm(AnnulForm, form);
		if (!parsed.ok) return parsed.failure;
		const { id, scan, reason } = parsed.data;
		const done = await annulScan(request.locals.supabase, { id, scanId: scan, reason });
		return done.ok ? { done: 'annulled' as const } : formFailure(done.error, form);
	},
};
