import type { Handle } from '@sveltejs/kit';

/**
 * What depends on who asks. The headers that every answer bears, those of files and of Kit's own
 * refusals too, are set by the web server around the app (scripts/lib/headers.mjs).
 */
export const headers: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	// A page made for one person is never kept by anybody in between.
	if (event.locals.userId && !response.headers.has('cache-control')) {
		response.headers.set('cache-control', 'private, no-store');
	}
	return response;
};
