import { isHttpError, type Handle } from '@sveltejs/kit';
import { building } from '$app/environment';
import { m } from '$lib/paraglide/messages';
import { newId } from '$lib/shared/ids';
import { log } from '../log';
import { count, observe as record } from '../metrics';
import { watchForProxy } from '../net';

/**
 * Gives each request an id, and counts, times and logs it by its route: never by its address, which
 * may hold what belongs to a person.
 */
export const observe: Handle = async ({ event, resolve }) => {
	const start = performance.now();
	event.locals.requestId = newId();
	if (!building) watchForProxy(event);
	let response: Response;
	try {
		response = await resolve(event);
	} catch (cause) {
		response = answerFor(cause, event.route.id);
	}
	const seconds = (performance.now() - start) / 1000;
	const kind = classOf(event.url.pathname, event.route.id);
	const status = response.status;
	count('huijiang_requests_total', { class: kind, status: `${Math.floor(status / 100)}xx` });
	record('huijiang_request_seconds', { class: kind }, seconds);
	const line = {
		requestId: event.locals.requestId,
		method: event.request.method,
		route: event.route.id ?? kind,
		status,
		ms: Math.round(seconds * 1000),
	};
	if (status >= 500) log.error(line, 'request');
	else log.debug(line, 'request');
	if (!response.headers.has('x-request-id')) {
		const headers = new Headers(response.headers);
		headers.set('x-request-id', event.locals.requestId);
		return new Response(response.body, { status, statusText: response.statusText, headers });
	}
	return response;
};

/**
 * Kit makes an answer of whatever a hook throws, except on a path that it cannot decode: there nobody
 * catches it, and whoever asked would wait for ever.
 */
function answerFor(cause: unknown, route: string | null): Response {
	if (route !== null) throw cause;
	if (isHttpError(cause)) return new Response(cause.body.message, { status: cause.status });
	count('huijiang_errors_total');
	log.error({ err: cause }, 'unexpected');
	return new Response(m.errors_unexpected(), { status: 500 });
}

/** A handful of classes, so that the metrics stay small whatever is asked for. */
function classOf(path: string, route: string | null): string {
	const api = /^\/(rest|auth)\/v1\//.exec(path)?.[1];
	if (api) return api;
	if (path.startsWith('/api/')) return 'api';
	if (route === null) return 'other';
	return 'page';
}
