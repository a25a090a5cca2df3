import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { proxyApi } from './proxy';

let seen: IncomingHttpHeaders = {};
const project = createServer((req, res) => {
	seen = req.headers;
	res.end('{}');
});
let url = '';
beforeAll(async () => {
	await new Promise<void>((done) => project.listen(0, '127.0.0.1', done));
	url = `http://127.0.0.1:${(project.address() as AddressInfo).port}`;
});
afterAll(() => project.close());

test('the project learns the address that this server saw, not the one that the browser wrote', async () => {
	const asked = new Request('https://hui.example.cn/auth/v1/settings', {
		headers: {
			apikey: 'key',
			'x-forwarded-for': '1.2.3.4',
			'x-real-ip': '1.2.3.4',
			forwarded: 'for=1.2.3.4',
			'x-huijiang-client': '1.2.3.4',
		},
	});
	expect((await proxyApi(asked, { url }, '203.0.113.9')).status).toBe(200);
	expect(seen.apikey).toBe('key');
	expect(seen['x-forwarded-for']).toBe('203.0.113.9');
	expect(JSON.stringify(seen)).not.toContain('1.2.3.4');
});

test('a project that cannot be reached is told as such', async () => {
	const asked = new Request('https://hui.example.cn/auth/v1/settings');
	const answer = await proxyApi(asked, { url: 'http://127.0.0.1:1' }, '203.0.113.9');
	expect(answer.status).toBe(502);
});
