import { afterEach, expect, test, vi } from 'vitest';

/** Fresh for each test: what was noticed about a proxy stays until the next start. */
const net = async () => {
	vi.resetModules();
	return import('./net');
};
const asked = (headers: Record<string, string>, { address = '127.0.0.1', origin = '' } = {}) => ({
	request: new Request('http://unused.test', { headers }),
	url: new URL(origin || `http://${headers.host ?? 'x'}/`),
	getClientAddress: () => address,
});
const PUBLIC = 'https://hui.example.cn';
afterEach(() => vi.resetModules());

test.each([
	['127.0.0.1:5173', true],
	['localhost:5173', true],
	['[::1]:5173', true],
	['hui.example.cn', false],
	['evil.example:5173', false],
	['127.0.0.1.evil.example', false],
	['a b', false],
])('with a public ORIGIN the name that was asked for decides: %s', async (host, local) => {
	const { isLocal } = await net();
	expect(isLocal(asked({ host }, { origin: PUBLIC }))).toBe(local);
});

test('a client elsewhere, a trace of a proxy or no name at all is not this machine', async () => {
	const { isLocal } = await net();
	const host = 'localhost:5173';
	expect(isLocal(asked({ host }))).toBe(true);
	expect(isLocal(asked({ host }, { address: '203.0.113.9' }))).toBe(false);
	expect(isLocal(asked({ host, 'x-forwarded-for': '203.0.113.9' }))).toBe(false);
	expect(isLocal(asked({}))).toBe(false);
});

test('a proxy that leaves no trace is noticed by the pages it serves, and nobody is local then', async () => {
	const { isLocal, watchForProxy } = await net();
	const host = '127.0.0.1:5173';
	const own = () => isLocal(asked({ host }, { origin: PUBLIC }));
	// Prometheus, a browser on this machine, and a proxy that says what it passes on.
	watchForProxy(asked({ host }, { origin: PUBLIC }));
	watchForProxy(asked({ host, referer: `http://${host}/mailbox` }, { origin: PUBLIC }));
	watchForProxy(
		asked({ host, referer: `${PUBLIC}/`, 'x-forwarded-for': '203.0.113.9' }, { origin: PUBLIC }),
	);
	watchForProxy(asked({ host, origin: 'https://hui.example.cn.evil' }, { origin: PUBLIC }));
	expect(own()).toBe(true);
	watchForProxy(asked({ host, referer: `${PUBLIC}/events` }, { origin: PUBLIC }));
	expect(own()).toBe(false);
});
