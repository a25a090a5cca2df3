import type { HandleClientError } from '@sveltejs/kit';
import { isNetworkFailure } from '$lib/offline/network-failure';
import { m } from '$lib/paraglide/messages';

/** A page that did not get through says so; it must not look like a fault that somebody has noted. */
export const handleError: HandleClientError = ({ error, status }) => {
	if (isNetworkFailure(error)) {
		return { code: 'unavailable', message: m.errors_unavailable() };
	}
	if (status === 404) return { code: 'not_found', message: m.errors_not_found() };
	console.error(error);
	return { code: 'unexpected', message: m.ui_error_here() };
};
