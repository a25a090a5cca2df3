import { redirect } from '@sveltejs/kit';
import { revealEventIdentities } from '$lib/accounts/reveal.server';
import { eventById } from '$lib/events/data';
import { RevealReason } from '$lib/registrations/desk/change-schema';
import { exportDocument } from '$lib/registrations/export/documents';
import { listedEntries } from '$lib/registrations/export/entries.server';
import { exportFile, fileResponse } from '$lib/registrations/export/file.server';
import { parseForm } from '$lib/server/forms';
import { notFound, requireUser } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import { paths } from '$lib/shared/routes';
import type { RequestHandler } from './$types';

/**
 * 报名汇总表 with ID numbers, for those who may reveal them, with a reason: the log gets a row for every
 * person. As .xlsx alone, whose cells are typed: in a .csv a spreadsheet would round the numbers. Asked
 * for by post, so that no link and no prefetch can do it.
 */
export const POST: RequestHandler = async (request) => {
	const userId = requireUser(request);
	const { locals, params } = request;
	if (!isId(params.event)) notFound();
	const refuse: (code: string) => never = (code) =>
		redirect(303, `${paths.identities(params.event)}?refused=${code}`);
	const found = await eventById(locals.supabase, params.event);
	if (!found) notFound();
	const parsed = parseForm(RevealReason, await request.request.formData());
	if (!parsed.ok) refuse('reason_required');
	const entries = await listedEntries(locals.supabase, params.event);
	if (!entries.ok) refuse(entries.error.code);
	const numbers = await revealEventIdentities(userId, params.event, parsed.data.reason);
	if (!numbers.ok) {
		refuse(numbers.error.kind === 'failure' ? numbers.error.failure.code : numbers.error.kind);
	}
	const document = exportDocument(
		'summary',
		entries.value.map((entry) => ({
			...entry,
			idNumber: numbers.value.get(entry.personId) ?? null,
		})),
		{
			eventName: found.event.name,
			timeZone: found.event.time_zone,
			now: new Date(),
			withIdNumbers: true,
			forPrint: false,
		},
	);
	return fileResponse(await exportFile(document, 'xlsx'));
};
