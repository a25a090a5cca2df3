import { connect } from 'node:net';
import { postForm } from './http';
import type { Server } from './server';
import { expect } from './test';
import { get, test } from './world';

test('a refusal is answered also on a path that is none', async ({ server }) => {
	for (const [path, origin, status] of [
		['/me/%E0%A4%A?/toString', server.url, 404],
		['/me/%E0%A4%A', 'https://evil.example', 403],
	] as const) {
		expect((await postForm(server, path, { a: '1' }, { origin })).status, path).toBe(status);
	}
});

test('a large body that is refused unread holds up no later request', async ({ server }) => {
	for (let i = 0; i < 12; i++) {
		const form = new FormData();
		form.append('file', new File(['x'.repeat(100_000 * (i + 1))], 'a.xlsx'));
		const answer = await fetch(`${server.url}/organize/events/new`, {
			method: 'POST',
			redirect: 'manual',
			headers: { origin: 'https://evil.example' },
			body: form,
			signal: AbortSignal.timeout(10_000),
		});
		expect(answer.status).toBe(403);
	}
});

test('codes and metrics are not for another name, nor for what came through a proxy', async ({
	server,
}) => {
	for (const path of ['/mailbox', '/api/metrics']) {
		for (const trace of ['x-forwarded-for', 'x-real-ip', 'forwarded', 'via']) {
			const answer = await get(server, path, '', { [trace]: '203.0.113.9' });
			expect(answer.status, `${path} ${trace}`).toBe(404);
		}
		// A page of another site may point its own name to this machine.
		expect(await rawStatus(server, `GET ${path} HTTP/1.1\r\nHost: evil.example\r\n`)).toBe(404);
	}
	expect((await postForm(server, '/api/backup', {})).status).toBe(404);
});

/** The status of a request in its own words, which fetch would put right. */
function rawStatus(server: Server, head: string): Promise<number> {
	const { port, hostname } = new URL(server.url);
	return new Promise((resolve, reject) => {
		const socket = connect(Number(port), hostname, () => {
			socket.write(`${head}Connection: close\r\n\r\n`);
		});
		let text = '';
		socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
		socket.on('data', (chunk) => (text += String(chunk)));
		socket.on('close', () => resolve(Number(text.split(' ')[1] ?? 0)));
		socket.on('error', reject);
	});
}

test('an upgrade or a request that is no proper one does not end the server', async ({
	server,
}) => {
	const upgrade =
		'Host: x\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
		'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n';
	for (const head of [
		'GET /checkin HTTP/1.1\r\nHost: x\r\nRange: bytes=9-1\r\n',
		'GET /robots.txt HTTP/1.1\r\nHost: x\r\nRange: bytes=99999999-\r\n',
		`GET /realtime/v1/websocket HTTP/1.1\r\n${upgrade}Origin: null\r\n`,
		`GET /realtime/v1/websocket HTTP/1.1\r\n${upgrade}Origin: ::::\r\n`,
		`GET // HTTP/1.1\r\n${upgrade}`,
		`GET http://[ HTTP/1.1\r\n${upgrade}`,
		'GET / HTTP/1.1\r\nHost: a b/..\r\n',
		'GET /\\..\\..\\etc HTTP/1.1\r\nHost: x\r\n',
		'GET /_app/../../keys.json HTTP/1.1\r\nHost: x\r\n',
		'GET /%2e%2e/%2e%2e/.data/keys.json HTTP/1.1\r\nHost: x\r\n',
	]) {
		await rawStatus(server, head.replace('Connection: close', '')).catch(() => 0);
		expect((await get(server, '/api/health')).status, head).toBe(200);
	}
});
