import { eventById } from '$lib/events/data';
import { templateDocument } from '$lib/registrations/export/documents';
import { contentDisposition, exportFile } from '$lib/registrations/export/file.server';
import { notFound, requireUser } from '$lib/server/guards';
import { isId } from '$lib/shared/ids';
import type { RequestHandler } from './$types';

/** An empty sheet of an event, to be filled in and imported. */
export const GET: RequestHandler = async (request) => {
	requireUser(request);
	const { locals, params } = request;
	const found = isId(params.event) ? await eventById(locals.supabase, params.event) : null;
	if (!found) notFound();
	const document = templateDocument(
		found.event.name,
		found.divisions.map((division) => division.name),
	);
	const file = await exportFile(document, 'xlsx');
	return new Response(file.bytes, {
		headers: {
			'content-type': file.contentType,
			'content-disposition': contentDisposition(file.fileName),
		},
	});
};
