import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { fetchAttendance } from '$lib/checkin/desk/data';
import { deskEvent, eventCounts, setEventStatus } from '$lib/events/desk/data';
import { attentionOf } from '$lib/events/domain/attention';
import { ACT_STATUS, actsOf, stageOf } from '$lib/events/domain/stages';
import { cancelForm } from '$lib/events/schema';
import { formFailure, parseForm } from '$lib/server/forms';
import { notFound, requireUser } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	request.depends('desk:attendance');
	const { supabase } = request.locals;
	const { event, divisions } = await request.parent();
	const [counts, attendance] = await Promise.all([
		eventCounts(supabase, event.id),
		fetchAttendance(supabase, event.id),
	]);
	const now = new Date();
	const taken = divisions.reduce((sum, division) => sum + division.taken, 0);
	return {
		counts,
		attendance: attendance.ok ? attendance.value : null,
		stage: stageOf(event, now),
		acts: actsOf(event, taken, now),
		attention: attentionOf({ ...event, ...counts, divisions }, now),
	};
};

const Act = v.object({ act: v.picklist(['publish', 'withdraw', 'finish', 'reopen', 'archive']) });

export const actions: Actions = {
	act: async (request) => {
		requireUser(request);
		const parsed = parseForm(Act, await request.request.formData());
		if (!parsed.ok) return parsed.failure;
		const { act } = parsed.data;
		const done = await setEventStatus(
			request.locals.supabase,
			request.params.event,
			ACT_STATUS[act],
		);
		return done.ok ? { done: act } : formFailure(done.error);
	},
	cancel: async (request) => {
		requireUser(request);
		const { locals, params } = request;
		const event = isId(params.event) ? await deskEvent(locals.supabase, params.event) : null;
		if (!event) notFound();
		const form = await request.request.formData();
		const parsed = parseForm(cancelForm(event.name), form);
		if (!parsed.ok) return fail(400, parsed.failure.data);
		const { reason } = parsed.data;
		const done = await setEventStatus(locals.supabase, event.id, ACT_STATUS.cancel, reason);
		return done.ok ? { done: 'cancel' as const } : formFailure(done.error, form);
	},
};
