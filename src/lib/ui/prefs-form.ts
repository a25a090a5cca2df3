import { isTheme, type Prefs } from './prefs';

/** The prefs after a posted form; fields that are missing or unknown leave things as they are. */
export function readPrefsForm(form: FormData, now: Prefs): Prefs {
	const theme = form.get('theme');
	const elder = form.get('elder');
	return {
		theme: isTheme(theme) ? theme : now.theme,
		elder: elder === 'on' ? true : elder === 'off' ? false : now.elder,
	};
}

/** Path and query to return to; `/` for anything that would leave this origin. */
export function backPath(back: unknown, origin: string): string {
	if (typeof back !== 'string' || !back.startsWith('/') || !URL.canParse(back, origin)) return '/';
	const url = new URL(back, origin);
	// "/.//host" stays on this origin, but its path alone would lead to another.
	if (url.origin !== origin || url.pathname.startsWith('//')) return '/';
	return url.pathname + url.search;
}
