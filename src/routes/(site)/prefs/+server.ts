import { error, redirect } from '@sveltejs/kit';
import { keepLocale } from '$lib/accounts/sign-in.server';
import { cookieMaxAge, cookieName, isLocale } from '$lib/paraglide/runtime';
import { parsePrefs, PREFS_COOKIE, PREFS_MAX_AGE, serializePrefs } from '$lib/ui/prefs';
import { backPath, readPrefsForm } from '$lib/ui/prefs-form';
import type { RequestHandler } from './$types';

/** The switches for theme, elder mode and language, for pages on which no script runs. */
export const POST: RequestHandler = async ({ request, cookies, url, locals }) => {
	const form = await request.formData().catch(() => null);
	if (!form) error(400, { code: 'invalid_input', message: 'not a form' });
	// Scripts flip the same cookies at once, so they must be able to write them.
	const options = {
		path: '/',
		httpOnly: false,
		sameSite: 'lax',
		secure: url.protocol === 'https:',
	} as const;

	const prefs = readPrefsForm(form, parsePrefs(cookies.get(PREFS_COOKIE)));
	cookies.set(PREFS_COOKIE, serializePrefs(prefs), { ...options, maxAge: PREFS_MAX_AGE });

	const locale = form.get('locale');
	if (typeof locale === 'string' && isLocale(locale)) {
		cookies.set(cookieName, locale, { ...options, maxAge: cookieMaxAge });
		if (locals.userId) await keepLocale(locals.supabase, locale);
	}
	redirect(303, backPath(form.get('back'), url.origin));
};
