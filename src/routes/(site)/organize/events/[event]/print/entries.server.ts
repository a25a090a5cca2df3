import { error } from '@sveltejs/kit';
import { listedEntries, type ListedEntry } from '$lib/registrations/export-entries.server';
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
