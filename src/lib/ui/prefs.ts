/** How a person wants the pages to look. One cookie, read by the server before the first paint. */
export interface Prefs {
	theme: Theme;
	/** 长辈版: larger text and targets, fewer things a page. */
	elder: boolean;
}

export const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const PREFS_COOKIE = 'prefs';
/** A year, in seconds: the switch is remembered. */
export const PREFS_MAX_AGE = 365 * 24 * 60 * 60;

export const DEFAULT_PREFS: Prefs = { theme: 'auto', elder: false };

export function isTheme(text: unknown): text is Theme {
	return THEMES.some((theme) => theme === text);
}

/** Reads the cookie's value, e.g. `dark.elder`. What is unknown in it counts as not set. */
export function parsePrefs(cookie: string | null | undefined): Prefs {
	const words = (cookie ?? '').split('.');
	return {
		theme: words.find(isTheme) ?? DEFAULT_PREFS.theme,
		elder: words.includes('elder'),
	};
}

/** Finds the prefs in a whole cookie text, such as `document.cookie`. */
export function prefsFromCookies(cookies: string): Prefs {
	const found = cookies.split(/;\s*/).find((pair) => pair.startsWith(`${PREFS_COOKIE}=`));
	return parsePrefs(found?.slice(PREFS_COOKIE.length + 1));
}

/** The cookie's value: letters and dots only, so it needs no escaping. */
export function serializePrefs(prefs: Prefs): string {
	return prefs.elder ? `${prefs.theme}.elder` : prefs.theme;
}

/** Attributes for `<html>`, which the tokens answer to; safe to put into a page as they are. */
export function htmlAttributes(prefs: Prefs): string {
	return `data-theme="${prefs.theme}"${prefs.elder ? ' data-elder' : ''}`;
}
