import type { RequestEvent } from '@sveltejs/kit';

const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127(\.\d+){3})$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

/**
 * Whether a request comes from this very machine and not through a proxy on it: the client's address
 * is loopback, so is the name it asked for (a page on another site may point its own name here), and
 * no proxy left a trace.
 */
export function isLocal(event: RequestEvent): boolean {
	return (
		LOOPBACK_ADDRESS.test(event.getClientAddress()) &&
		LOOPBACK_NAME.test(event.url.hostname) &&
		!PROXY_HEADERS.some((name) => event.request.headers.has(name))
	);
}
