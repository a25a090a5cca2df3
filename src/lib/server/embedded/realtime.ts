import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';

interface Member {
	joinRef: string | null;
	/** Protocol 2 sends arrays, protocol 1 objects. */
	arrays: boolean;
}

type Frame = [
	joinRef: string | null,
	ref: string | null,
	topic: string,
	event: string,
	payload: unknown,
];

const MAX_TOPICS_A_SOCKET = 50;
const MAX_SOCKETS = 10_000;
const IDLE_MS = 90_000;

/**
 * The part of Supabase Realtime that `realtime.send` needs: topics that clients join and the database
 * speaks on, over Phoenix's protocol (versions 1 and 2). What a client itself sends reaches nobody.
 */
export class RealtimeHub {
	#server = new WebSocketServer({ noServer: true, maxPayload: 16 * 1024 });
	#topics = new Map<string, Map<WebSocket, Member>>();
	#heard = new WeakMap<WebSocket, number>();
	#sweep = setInterval(() => this.#closeSilent(), 30_000).unref();

	/** @param key the publishable key a client must bring */
	constructor(private readonly key: string) {}

	/** Connected sockets. */
	get size(): number {
		return this.#server.clients.size;
	}

	/** Takes over an upgrade of `/realtime/v1/websocket`; false when it is not for the hub. */
	upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean {
		// What is no address ("//", an origin "null") must not end the server.
		const url = URL.parse(req.url ?? '/', 'http://local');
		if (url?.pathname !== '/realtime/v1/websocket') return false;
		const { origin, host } = req.headers;
		const foreign = origin !== undefined && URL.parse(origin)?.host !== host;
		if (url.searchParams.get('apikey') !== this.key || foreign || this.size >= MAX_SOCKETS) {
			socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
			return true;
		}
		const arrays = url.searchParams.get('vsn') !== '1.0.0';
		this.#server.handleUpgrade(req, socket, head, (ws) => this.#serve(ws, arrays));
		return true;
	}

	/** Sends to everybody who joined the topic; returns to how many. */
	broadcast(topic: string, event: string, payload: unknown): number {
		const name = `realtime:${topic}`;
		const members = this.#topics.get(name);
		if (!members) return 0;
		const body = { type: 'broadcast', event, payload };
		for (const [ws, { joinRef, arrays }] of members) {
			send(ws, arrays, [joinRef, null, name, 'broadcast', body]);
		}
		return members.size;
	}

	close(): void {
		clearInterval(this.#sweep);
		for (const ws of this.#server.clients) ws.close(1001);
		this.#server.close();
	}

	#serve(ws: WebSocket, arrays: boolean): void {
		this.#heard.set(ws, Date.now());
		ws.on('message', (raw, binary) => {
			this.#heard.set(ws, Date.now());
			const frame = binary ? null : parse(String(raw), arrays);
			if (frame) this.#answer(ws, arrays, frame);
			else ws.close(1003);
		});
		ws.on('close', () => {
			for (const topic of this.#topics.keys()) this.#leave(topic, ws);
		});
		ws.on('error', () => ws.terminate());
	}

	#answer(ws: WebSocket, arrays: boolean, [joinRef, ref, topic, event]: Frame): void {
		const reply = (status: 'ok' | 'error', response: unknown) =>
			send(ws, arrays, [joinRef, ref, topic, 'phx_reply', { status, response }]);
		switch (event) {
			case 'phx_join':
				if (!this.#join(topic, ws, { joinRef, arrays })) {
					return reply('error', { reason: 'too many topics' });
				}
				return reply('ok', { postgres_changes: [] });
			case 'phx_leave':
				this.#leave(topic, ws);
				return reply('ok', {});
			case 'heartbeat':
				return reply('ok', {});
			case 'access_token':
				return; // topics are public and carry revisions only
			default:
				return reply('error', { reason: 'clients do not send here' });
		}
	}

	#join(topic: string, ws: WebSocket, member: Member): boolean {
		let joined = 0;
		for (const members of this.#topics.values()) if (members.has(ws)) joined++;
		if (joined >= MAX_TOPICS_A_SOCKET || topic.length > 200) return false;
		const members = this.#topics.get(topic) ?? new Map<WebSocket, Member>();
		members.set(ws, member);
		this.#topics.set(topic, members);
		return true;
	}

	#leave(topic: string, ws: WebSocket): void {
		const members = this.#topics.get(topic);
		members?.delete(ws);
		if (members?.size === 0) this.#topics.delete(topic);
	}

	#closeSilent(): void {
		for (const ws of this.#server.clients) {
			if (Date.now() - (this.#heard.get(ws) ?? 0) > IDLE_MS) ws.terminate();
		}
	}
}

function send(ws: WebSocket, arrays: boolean, [joinRef, ref, topic, event, payload]: Frame): void {
	const frame = arrays
		? [joinRef, ref, topic, event, payload]
		: { join_ref: joinRef, ref, topic, event, payload };
	ws.send(JSON.stringify(frame));
}

function parse(text: string, arrays: boolean): Frame | null {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return null;
	}
	if (typeof value !== 'object' || value === null) return null;
	const object = value as Record<string, unknown>;
	const list = arrays
		? (value as unknown[])
		: [object.join_ref, object.ref, object.topic, object.event, object.payload];
	if (arrays && !Array.isArray(value)) return null;
	const [joinRef, ref, topic, event, payload] = list;
	if (typeof topic !== 'string' || typeof event !== 'string') return null;
	const orNull = (v: unknown) => (typeof v === 'string' ? v : null);
	return [orNull(joinRef), orNull(ref), topic, event, payload];
}
