import { error } from '@sveltejs/kit';
import { eventById } from '$lib/events/data';
import { exportDocument, type ExportKind } from '$lib/registrations/export/documents';
import { listedEntries } from '$lib/registrations/export/entries.server';
import { exportFile, fileResponse, type ExportFormat } from '$lib/registrations/export/file.server';
import { notFound, requireUser } from '$lib/server/guards';
import { ERRORS } from '$lib/shared/errors';
import { isId } from '$lib/shared/ids';
import { errorText } from '$lib/ui/error-text';
import type { RequestHandler } from './$types';

const DOCUMENTS = new Map<string, ExportKind>([
	['summary', 'summary'],
	['sign-in-sheet', 'sign_in'],
]);
const FORMATS = new Map<string, ExportFormat>([
	['xlsx', 'xlsx'],
	['csv', 'csv'],
]);

/** 报名汇总表 and 签到表 as files, without ID numbers, for those who run the event. */
export const GET: RequestHandler = async (request) => {
	requireUser(request);
	const { locals, params } = request;
	const kind = DOCUMENTS.get(params.document);
	const format = FORMATS.get(params.format);
	if (!kind || !format || !isId(params.event)) notFound();
	const found = await eventById(locals.supabase, params.event);
	if (!found) notFound();
	const entries = await listedEntries(locals.supabase, params.event);
	if (!entries.ok) {
		const { code } = entries.error;
		error(ERRORS[code].status, { code, message: errorText(entries.error) });
	}
	const document = exportDocument(kind, entries.value, {
		eventName: found.event.name,
		timeZone: found.event.time_zone,
		now: new Date(),
		withIdNumbers: false,
		forPrint: false,
	});
	return fileResponse(await exportFile(document, format));
};
