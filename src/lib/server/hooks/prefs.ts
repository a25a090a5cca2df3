import type { Handle } from '@sveltejs/kit';
import { htmlAttributes, parsePrefs, PREFS_COOKIE } from '$lib/ui/prefs';

/** Theme and elder mode stand in the first byte of the page, so nothing jumps after it. */
export const prefs: Handle = ({ event, resolve }) => {
	event.locals.prefs = parsePrefs(event.cookies.get(PREFS_COOKIE));
	return resolve(event, {
		transformPageChunk: ({ html }) => html.replace('%prefs%', htmlAttributes(event.locals.prefs)),
	});
};
