import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { api, cookiesFor, makeAccount, postForm, rows } from './http';
import { expect, test } from './test';

test.use({ story: 'limits' });

test('the seventh code in an hour to one address is refused in words', async ({ server }) => {
	const ask = () => postForm(server, '/sign-in?/email', { email: 'many@example.test' });
	for (let i = 1; i <= 6; i++) expect((await ask()).status, `code ${i}`).toBe(200);
	const seventh = await ask();
	expect(seventh.status).toBe(429);
	expect(await seventh.text()).toMatch(/操作太频繁了，请 \d+ 分钟后再试/);
});

test('codes and passwords cannot be guessed: not at once, nor by another writing', async ({
	server,
}) => {
	const right = await makeAccount(server);
	const { email } = right;
	const tries = await Promise.all(
		Array.from({ length: 40 }, (_, i) =>
			api(server, '/auth/v1/token?grant_type=password', { body: { email, password: `no ${i}` } }),
		),
	);
	const statuses = tries.map((answer) => answer.status);
	expect(statuses.filter((status) => status !== 429).length).toBeLessThanOrEqual(10);
	// Also the right one waits, so that nobody learns which it is.
	expect((await api(server, '/auth/v1/token?grant_type=password', { body: right })).status).toBe(
		429,
	);
	for (const path of ['/auth/v1/%74oken', '/auth/v1//token', '/auth/v1/./%74oken']) {
		const answer = await api(server, `${path}?grant_type=password`, { body: right });
		expect([404, 429], path).toContain(answer.status);
	}
	// An account begins with a proved address, however the sign-up is written.
	const fresh = { email: 'mine@example.test', password: 'a long password' };
	for (const path of ['/auth/v1/signup', '/auth/v1/%73ignup', '/auth/v1/signup/']) {
		expect((await api(server, path, { body: fresh })).ok, path).toBe(false);
	}
});

test('a code is tried under its own address only, so that tries are counted', async ({
	server,
}) => {
	const email = 'victim@example.test';
	await api(server, '/auth/v1/otp', { body: { email } });
	const mailbox = await (await fetch(`${server.url}/mailbox`)).text();
	const code = /\b\d{6}\b/.exec(mailbox.slice(mailbox.indexOf(email)))?.[0] ?? '';
	expect(code).toMatch(/^\d{6}$/);
	// The library would take the digest of address and code beside another's address.
	for (const algorithm of ['sha224', 'sha256']) {
		const token_hash = createHash(algorithm)
			.update(email + code)
			.digest('hex');
		const answer = await api(server, '/auth/v1/verify', {
			body: { type: 'email', email: 'other@example.test', token_hash },
		});
		expect(answer.ok, algorithm).toBe(false);
	}
});

test('the answer to a code asked for never tells whether an address is known', async ({
	server,
}) => {
	const ask = async (email: string) => {
		const answer = await api(server, '/auth/v1/otp', { body: { email, create_user: false } });
		return `${answer.status} ${await answer.text()}`;
	};
	expect(await ask('nobody@example.test')).toBe(await ask('admin@example.test'));
});

test('a file that is no sheet is refused in words, whatever it is called', async ({ server }) => {
	const cookie = await cookiesFor(server, 'organizer');
	const [event] = await rows<{ id: string }>(server, 'events?select=id&limit=1');
	const bomb = Buffer.concat([Buffer.from('PK\x03\x04'), gzipSync(Buffer.alloc(50_000_000))]);
	const files: [name: string, content: Uint8Array<ArrayBuffer>, status: number][] = [
		['空.xlsx', new Uint8Array(0), 400],
		['页.xlsx', new TextEncoder().encode('<html><script>alert(1)</script></html>'), 400],
		['图.png', new Uint8Array([0x89, 0x50, 0x4e, 0x47]), 400],
		['旧.xls', new Uint8Array([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), 400],
		['弹.xlsx', new Uint8Array(bomb), 400],
		['../../etc/passwd.xlsx', new TextEncoder().encode('PK\x03\x04'), 400],
		['大.csv', new Uint8Array(9_000_000).fill(44), 400],
		['大.xlsx', new Uint8Array(20_000_000), 413],
	];
	for (const [name, content, status] of files) {
		const form = new FormData();
		form.append('file', new File([content], name));
		const answer = await fetch(`${server.url}/organize/events/${event?.id}/import?/read`, {
			method: 'POST',
			headers: { cookie, origin: server.url, accept: 'text/html' },
			body: form,
		});
		const text = await answer.text();
		expect(answer.status, name).toBe(status);
		expect(text, name).toMatch(/[\u4e00-\u9fff]{4}/);
		expect(text, name).not.toContain('<script>alert');
		expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
	}
});
