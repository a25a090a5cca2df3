import type { RequestEvent } from '@sveltejs/kit';
import { log } from './log';

const LOOPBACK_ADDRESS = /^(::1|(::ffff:)?127(\.\d+){3})$/;
const LOOPBACK_NAME = /^(localhost|127(\.\d+){3}|\[::1\])$/;
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via'];

type Asked = Pick<RequestEvent, 'request' | 'url' | 'getClientAddress'>;

/** Set when a request from the network came without a trace of the proxy that it went through. */
let traceless = false;

/**
 * Whether a request comes from this very machine and not through a proxy on it: the client's address
 * is loopback, so is the name it asked for (a page on another site may point its own name here), and
 * no proxy left a trace. The name is the Host header's: `event.url` has the one of `ORIGIN`.
 */
export function isLocal(event: Asked): boolean {
	const host = event.request.headers.get('host') ?? '';
	return (
		!traceless &&
		LOOPBACK_ADDRESS.test(event.getClientAddress()) &&
		URL.canParse(`http://${host}`) &&
		LOOPBACK_NAME.test(new URL(`http://${host}`).hostname) &&
		!leftTrace(event.request)
	);
}

/**
 * Notices a proxy on this machine that passes neither the client's address nor the name that was asked
 * for: a page of the public `ORIGIN` is what the request says it comes from. Everybody would seem to
 * be on this machine, so from then on nobody is.
 */
export function watchForProxy(event: Asked): void {
	if (traceless || LOOPBACK_NAME.test(event.url.hostname) || leftTrace(event.request)) return;
	const { headers } = event.request;
	const from = headers.get('origin') ?? headers.get('referer') ?? '';
	const fromPublic = from === event.url.origin || from.startsWith(`${event.url.origin}/`);
	if (!fromPublic || !LOOPBACK_ADDRESS.test(event.getClientAddress())) return;
	traceless = true;
	log.warn(
		'The proxy does not pass X-Forwarded-For: all clients seem to be one, and nobody is taken for ' +
			'this machine until the next start. Let it pass Host, X-Forwarded-For and X-Forwarded-Proto',
	);
}

function leftTrace(request: Request): boolean {
	return PROXY_HEADERS.some((name) => request.headers.has(name));
}
