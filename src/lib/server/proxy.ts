import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Duplex } from 'node:stream';
import { log } from './log';

/** Headers that belong to one hop, or to this app alone. */
const OWN_HEADERS = ['host', 'connection', 'cookie', 'content-length', 'accept-encoding', 'origin'];
/** Who asks, as anybody may write it: the address that this server saw is sent instead. */
const CLIENT_HEADERS = [
	'forwarded',
	'x-forwarded-for',
	'x-forwarded-host',
	'x-forwarded-proto',
	'x-real-ip',
	'x-huijiang-client',
	'x-huijiang-protocol',
];

/** Passes an API request on to the Supabase project; 502 when it can't be reached. */
export async function proxyApi(
	req: Request,
	target: { url: string } | null,
	client: string,
): Promise<Response> {
	if (!target) throw new Error('There is no Supabase project to pass requests on to.');
	const { pathname, search } = new URL(req.url);
	const headers = new Headers(req.headers);
	for (const name of [...OWN_HEADERS, ...CLIENT_HEADERS]) headers.delete(name);
	headers.set('x-forwarded-for', client);
	try {
		const res = await fetch(new URL(pathname + search, target.url), {
			method: req.method,
			headers,
			body: req.body ? await req.arrayBuffer() : undefined,
			redirect: 'manual',
		});
		const answer = new Headers(res.headers);
		// The body was unpacked on the way.
		for (const name of ['content-encoding', 'content-length', 'set-cookie']) answer.delete(name);
		return new Response(res.body, { status: res.status, headers: answer });
	} catch (error) {
		log.error(
			{ code: (error as { cause?: { code?: string } }).cause?.code },
			'backend unreachable',
		);
		return Response.json(
			{ code: 'unavailable', message: 'The backend cannot be reached', hint: 'unavailable' },
			{ status: 502 },
		);
	}
}

/** Passes WebSocket upgrades of `/realtime/v1/` on to the Supabase project. */
export function proxyRealtime(url: string): NonNullable<typeof globalThis.huijiangRealtime> {
	return {
		upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean {
			if (!req.url?.startsWith('/realtime/v1/')) return false;
			const target = new URL(req.url, url);
			const headers: IncomingMessage['headers'] = { ...req.headers, host: target.host };
			for (const name of ['cookie', 'origin', ...CLIENT_HEADERS]) delete headers[name];
			// Written by the web server, which knows whom to believe.
			headers['x-forwarded-for'] = req.headers['x-huijiang-client'] ?? req.socket.remoteAddress;
			const send = target.protocol === 'https:' ? httpsRequest : httpRequest;
			const upstream = send(target, { headers });
			upstream.on('upgrade', (res, far, farHead) => {
				const lines = Object.entries(res.headers).map(([k, v]) => `${k}: ${String(v)}`);
				socket.write(`HTTP/1.1 101 Switching Protocols\r\n${lines.join('\r\n')}\r\n\r\n`);
				if (farHead.length > 0) socket.write(farHead);
				if (head.length > 0) far.write(head);
				far.pipe(socket).pipe(far);
				far.on('error', () => socket.destroy());
				socket.on('error', () => far.destroy());
			});
			upstream.on('response', (res) => {
				socket.end(`HTTP/1.1 ${res.statusCode} Refused\r\nConnection: close\r\n\r\n`);
			});
			upstream.on('error', () => socket.destroy());
			upstream.end();
			return true;
		},
	};
}
