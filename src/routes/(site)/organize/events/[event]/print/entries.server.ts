import { error } from '@sveltejs/kit';
import { exportDocument, type ExportKind } from '$lib/registrations/export/documents';
import { listedEntries, type ListedEntry } from '$lib/registrations/export/entries.server';
import { byTeam } from '$lib/registrations/export/statistics';
import { notFound } from '$lib/server/guards';
import { ERRORS } from '$lib/shared/errors';
import { isId } from '$lib/shared/ids';
import { errorText } from '$lib/ui/error-text';

/** The entries to print, or the error page for whoever may not see them. */
export async function entriesToPrint(request: {
	locals: App.Locals;
	params: { event: string };
}): Promise<ListedEntry[]> {
	const { locals, params } = request;
	if (!isId(params.event)) notFound();
	const entries = await listedEntries(locals.supabase, params.event);
	if (entries.ok) return entries.value;
	const { code } = entries.error;
	error(ERRORS[code].status, { code, message: errorText(entries.error) });
}

/** A list as a paper, with the lines of each team. */
export async function listToPrint(
	request: Parameters<typeof entriesToPrint>[0] & {
		parent: () => Promise<{ event: { name: string; time_zone: string }; now: Date }>;
	},
	kind: ExportKind,
) {
	const { event, now } = await request.parent();
	const entries = await entriesToPrint(request);
	return {
		entries,
		document: exportDocument(kind, entries, {
			eventName: event.name,
			timeZone: event.time_zone,
			now,
			withIdNumbers: false,
			forPrint: true,
		}),
		teams: byTeam(entries).map(({ from, entries }) => ({ from, count: entries.length })),
	};
}
