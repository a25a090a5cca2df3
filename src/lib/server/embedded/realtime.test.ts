import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createClient } from '@supabase/supabase-js';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { RealtimeHub } from './realtime';

let hub: RealtimeHub;
let server: Server;
let url: string;

beforeEach(async () => {
	hub = new RealtimeHub('key');
	server = createServer();
	server.on('upgrade', (req, socket, head) => {
		if (!hub.upgrade(req, socket, head)) socket.destroy();
	});
	await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
	hub.close();
	server.close();
});

function heard(key: string, topic: string): { status: Promise<string>; message: Promise<unknown> } {
	const channel = createClient(url, key).channel(topic);
	const message = new Promise((done) => channel.on('broadcast', { event: 'changed' }, done));
	const status = new Promise<string>((done) => channel.subscribe((state) => done(state)));
	return { status, message };
}

test('who joined a topic hears what the database says on it, and nobody else', async () => {
	const { status, message } = heard('key', 'event:1');
	expect(await status).toBe('SUBSCRIBED');
	expect(hub.broadcast('event:2', 'changed', { revision: 1 })).toBe(0);
	expect(hub.broadcast('event:1', 'changed', { revision: 7 })).toBe(1);
	expect(await message).toMatchObject({ event: 'changed', payload: { revision: 7 } });
});

test('what a client sends reaches nobody', async () => {
	const { status, message } = heard('key', 'event:1');
	await status;
	const other = createClient(url, 'key').channel('event:1');
	await new Promise<void>((done) => other.subscribe(() => done()));
	await other.send({ type: 'broadcast', event: 'changed', payload: { revision: 99 } });
	hub.broadcast('event:1', 'changed', { revision: 8 });
	expect(await message).toMatchObject({ payload: { revision: 8 } });
});

test.each([
	['a wrong key', '?apikey=other', {}],
	['a page of another origin', '?apikey=key', { origin: 'https://evil.example' }],
])('%s is refused', async (_, query, headers) => {
	const socket = new WebSocket(`${url.replace('http', 'ws')}/realtime/v1/websocket${query}`, {
		headers,
	});
	const outcome = await new Promise((done) => {
		socket.on('open', () => done('open'));
		socket.on('error', (error) => done(error.message));
	});
	expect(outcome).toContain('403');
});

test('a frame that is no frame ends the connection and not the server', async () => {
	const socket = new WebSocket(
		`${url.replace('http', 'ws')}/realtime/v1/websocket?apikey=key&vsn=1.0.0`,
	);
	await new Promise((done) => socket.on('open', done));
	socket.send('null');
	expect(await new Promise((done) => socket.on('close', done))).toBe(1003);
	expect(hub.broadcast('x', 'changed', {})).toBe(0);
});
