import { error, fail, type RequestEvent } from '@sveltejs/kit';
import { eventById } from '$lib/events/data';
import { deskEvent, teamDivisions } from '$lib/events/desk/data';
import { m } from '$lib/paraglide/messages';
import { readSheetFile } from '$lib/registrations/import/read.server';
import type { ImportWork } from '$lib/registrations/import/check';
import { importContext } from '$lib/registrations/import/context';
import { countCheck, teamsUnder } from '$lib/registrations/import/data.server';
import { readWork } from '$lib/registrations/import/form.server';
import { packSheet } from '$lib/registrations/import/sheet';
import { planWork, storeWork } from '$lib/registrations/import/store.server';
import { suggestMapping } from '$lib/registrations/domain/import/header';
import { notFound, requireUser } from '$lib/server/guards';
import { ERRORS, type Failure } from '$lib/shared/errors';
import { isId } from '$lib/shared/ids';
import type { Actions, PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const userId = requireUser(request);
	const { event } = await request.parent();
	const [teams, counts] = await Promise.all([
		teamsUnder(request.locals.supabase, event.union_id),
		event.team_quota === null ? [] : teamDivisions(request.locals.supabase, event.id),
	]);
	return { userId, teams, counts };
};

/** Who may import into which event under which rules; the same for every action. */
async function importing(request: Pick<RequestEvent, 'locals' | 'params' | 'url'>) {
	const actor = requireUser(request);
	const client = request.locals.supabase;
	const eventId = request.params.event;
	if (!eventId || !isId(eventId)) notFound();
	const [found, desk] = await Promise.all([eventById(client, eventId), deskEvent(client, eventId)]);
	if (!found) notFound();
	if (!desk) error(403, { code: 'not_permitted', message: m.errors_not_permitted() });
	const teams = await teamsUnder(client, found.event.union_id);
	const context = importContext(found.event, found.divisions, teams, new Date());
	return { event: { id: eventId, actor }, context };
}

/** Every action examines the whole sheet, so each counts. */
function tooOften(failure: Failure, work: ImportWork | null = null) {
	return fail(ERRORS[failure.code].status, { work, failure });
}

export const actions: Actions = {
	read: async (request) => {
		const { event, context } = await importing(request);
		const form = await request.request.formData();
		const file = form.get('file');
		if (!(file instanceof File)) return fail(400, { problem: { kind: 'empty' as const } });
		const counted = await countCheck(event.actor);
		if (!counted.ok) return tooOften(counted.error);
		const read = await readSheetFile(file.name, new Uint8Array(await file.arrayBuffer()));
		if (!read.ok) return fail(400, { problem: read.error });
		const sheet = packSheet(read.value, file.name);
		const work = { sheet, mapping: suggestMapping(sheet.header.headers), corrections: {} };
		const { plan } = await planWork(work, context, event.id);
		return { work, plan };
	},
	check: async (request) => {
		const { event, context } = await importing(request);
		const form = await request.request.formData();
		const work = readWork(form);
		if (!work) return fail(400, { problem: { kind: 'damaged' as const } });
		const counted = await countCheck(event.actor);
		if (!counted.ok) return tooOften(counted.error, form.has('scripted') ? null : work);
		const { plan } = await planWork(work, context, event.id);
		return { work: form.has('scripted') ? null : work, plan };
	},
	import: async (request) => {
		const { event, context } = await importing(request);
		const form = await request.request.formData();
		const work = readWork(form);
		if (!work) return fail(400, { problem: { kind: 'damaged' as const } });
		const counted = await countCheck(event.actor);
		if (!counted.ok) return tooOften(counted.error, form.has('scripted') ? null : work);
		const scope = form.get('scope') === 'all' ? 'all' : 'good';
		const stored = await storeWork(work, context, event, scope);
		// The page keeps the sheet itself; without scripts it comes back with the answer.
		const kept = form.has('scripted') ? null : work;
		if (!stored.ok) {
			return fail(ERRORS[stored.error.code].status, { work: kept, failure: stored.error });
		}
		const { plan } = await planWork(work, context, event.id);
		return { work: kept, plan, outcome: stored.value };
	},
};
