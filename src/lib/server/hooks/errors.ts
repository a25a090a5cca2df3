import type { HandleServerError } from '@sveltejs/kit';
import { m } from '$lib/paraglide/messages';
import { newId } from '$lib/shared/ids';
import { log } from '../log';
import { count } from '../metrics';

/** What nobody foresaw: logged with an id that the person sees, and nothing else of it leaves. */
export const reportError: HandleServerError = ({ error, event, status }) => {
	if (status === 404) return { code: 'not_found', message: m.errors_not_found() };
	if (status < 500) return { code: 'invalid_input', message: m.errors_invalid_input() };
	const id = newId();
	count('huijiang_errors_total');
	log.error(
		{ err: error, id, route: event.route.id, requestId: event.locals.requestId },
		'unexpected',
	);
	return { code: 'unexpected', message: m.errors_unexpected(), id };
};
