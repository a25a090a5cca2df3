import type { Handle } from '@sveltejs/kit';

/** What every answer says beside the content security policy, which Kit writes into the pages. */
export const headers: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	response.headers.set('x-content-type-options', 'nosniff');
	response.headers.set('referrer-policy', 'strict-origin-when-cross-origin');
	response.headers.set('x-frame-options', 'DENY');
	response.headers.set(
		'permissions-policy',
		'camera=(self), microphone=(), geolocation=(self), payment=(), usb=()',
	);
	if (event.url.protocol === 'https:') {
		response.headers.set('strict-transport-security', 'max-age=31536000');
	}
	// A page made for one person is never kept by anybody in between.
	if (event.locals.userId && !response.headers.has('cache-control')) {
		response.headers.set('cache-control', 'private, no-store');
	}
	return response;
};
