import { getLocale } from '$lib/paraglide/runtime';
import { parsePrefs, PREFS_COOKIE } from './prefs';

/**
 * Gives a prerendered page the look and the language that its reader chose. Other pages get them from
 * the server; a page from the service worker's cache is the same for everybody until here.
 */
export function applyPrefs(): void {
	const { theme, elder } = parsePrefs(
		document.cookie
			.split('; ')
			.find((cookie) => cookie.startsWith(`${PREFS_COOKIE}=`))
			?.slice(PREFS_COOKIE.length + 1),
	);
	const { documentElement: html } = document;
	html.dataset.theme = theme;
	html.toggleAttribute('data-elder', elder);
	html.lang = getLocale();
}
