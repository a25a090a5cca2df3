import { api, cookiesFor, keysOf, makeAccount, postForm, sessionIn } from './http';
import { actionsOf, pagesUnder } from './routes';
import { expect, signIn } from './test';
import { get, test } from './world';

test('every kind of answer bears the security headers', async ({ server }) => {
	const answers: Record<string, Response> = {
		'a page': await get(server, '/'),
		'a prerendered page': await get(server, '/checkin'),
		'a file': await get(server, '/robots.txt'),
		'the service worker': await get(server, '/service-worker.js'),
		'an endpoint': await get(server, '/api/health'),
		'the data API': await api(server, '/rest/v1/unions?limit=1'),
		'the accounts API': await api(server, '/auth/v1/settings'),
		'an unknown page': await get(server, '/nowhere'),
		'a path that is none': await get(server, '/%E0%A4%A'),
		'a refused form': await postForm(server, '/prefs', {}, { origin: 'https://evil.example' }),
		'a redirection': await get(server, '/me'),
	};
	for (const [kind, { headers }] of Object.entries(answers)) {
		expect(headers.get('x-content-type-options'), kind).toBe('nosniff');
		expect(headers.get('x-frame-options'), kind).toBe('DENY');
		expect(headers.get('referrer-policy'), kind).toBe('strict-origin-when-cross-origin');
		expect(headers.get('permissions-policy'), kind).toContain('camera=(self)');
		expect(headers.get('cross-origin-resource-policy'), kind).toBe('same-origin');
		expect(headers.get('content-security-policy'), kind).toContain("frame-ancestors 'none'");
		expect(headers.get('access-control-allow-origin'), kind).toBeNull();
		expect(headers.get('strict-transport-security'), kind).toBeNull();
	}
	const overTls = await get(server, '/', '', { 'x-forwarded-proto': 'https' });
	expect(overTls.headers.get('strict-transport-security')).toContain('max-age=');
});

test('a page runs only scripts of its own, and no page breaks its policy', async ({
	page,
	server,
	world,
}) => {
	for (const path of ['/', '/checkin', '/nowhere']) {
		const answer = await get(server, path);
		const text = await answer.text();
		const policy =
			(answer.headers.get('content-security-policy') ?? '') +
			(/http-equiv="content-security-policy" content="([^"]+)"/i.exec(text)?.[1] ?? '');
		const scripts = /script-src ([^;]+)/.exec(policy)?.[1] ?? '';
		expect(scripts, path).toContain("'self'");
		expect(scripts, path).not.toContain('unsafe-inline');
		expect(scripts, path).not.toContain("'unsafe-eval'");
	}
	const violations: string[] = [];
	page.on('console', (message) => {
		if (/content security policy|refused to/i.test(message.text())) {
			violations.push(`${page.url()}: ${message.text()}`);
		}
	});
	await signIn(page, 'organizer');
	const desk = `/organize/events/${world.event}`;
	for (const path of [
		...['/', '/events', `/events/${world.event}`, '/me', '/me/profile', '/me/union', '/checkin'],
		...['/me/notifications', '/passes', '/mailbox', '/nowhere', '/organize', desk],
		...[`${desk}/registrations`, `${desk}/import`, `${desk}/edit`, `${desk}/print/passes`],
	]) {
		await page.goto(path, { waitUntil: 'load' });
	}
	expect(violations).toEqual([]);
});

test('the session’s cookie is for this site alone, and never in clear over TLS', async ({
	server,
}) => {
	const sign = await makeAccount(server);
	const plain = await postForm(server, '/sign-in?/password', sign);
	const overTls = await postForm(server, '/sign-in?/password', sign, {
		'x-forwarded-proto': 'https',
		origin: server.url.replace('http:', 'https:'),
	});
	for (const answer of [plain, overTls]) {
		expect(answer.status).toBe(303);
		for (const cookie of answer.headers.getSetCookie()) {
			// Not HttpOnly: the pass and the scanner work with no network and read the session on the
			// device, as supabase-js does everywhere. What keeps scripts of others out is the policy above.
			expect(cookie).toMatch(/SameSite=Lax/i);
			expect(/; Secure/i.test(cookie)).toBe(answer === overTls);
		}
	}
});

test('an action posted from another site is refused, and does nothing', async ({
	server,
	world,
}) => {
	const routes = ['/sign-in', ...pagesUnder('/me'), ...pagesUnder('/organize')];
	const targets = routes.flatMap((route) =>
		actionsOf(route).map((name) => `${route}${name === 'default' ? '' : `?/${name}`}`),
	);
	expect(targets.length).toBeGreaterThan(15);
	const cookie = world.cookies.admin;
	for (const target of [...targets, '/events/[event]/register', '/sign-out', '/passes/issue']) {
		const path = target
			.replace('[event]', world.event)
			.replace(/\[registration\]/g, world.registration)
			.replace('[union]', world.union);
		for (const origin of ['https://evil.example', 'null', 'http://127.0.0.1:1']) {
			expect((await postForm(server, path, {}, { cookie, origin })).status, path).toBe(403);
		}
		// Without a type, which a script of another site may send too.
		const bare = await fetch(server.url + path, {
			method: 'POST',
			redirect: 'manual',
			headers: { cookie, origin: 'https://evil.example' },
		});
		expect(bare.status, path).toBe(403);
	}
	expect((await get(server, '/me', cookie)).status).toBe(200); // still signed in
});

test('the API takes no cookie for a person, so another site cannot act through it', async ({
	server,
	world,
}) => {
	const cookie = world.cookies.admin;
	const rpc = '/rest/v1/rpc/update_profile';
	for (const headers of [{}, { origin: 'https://evil.example' }] as Record<string, string>[]) {
		const bare = await fetch(server.url + rpc, {
			method: 'POST',
			headers: { cookie, 'content-type': 'application/json', ...headers },
			body: '{"p_profile":{"name":"改名"}}',
		});
		expect(bare.status).toBe(401);
		// The publishable key is known to anybody; the cookie beside it still names nobody.
		const key = `?apikey=${keysOf(server).publishable}`;
		const keyed = await fetch(server.url + rpc + key, {
			method: 'POST',
			headers: { cookie, 'content-type': 'application/json', ...headers },
			body: '{"p_profile":{"name":"改名"}}',
		});
		expect(keyed.status).toBe(401);
	}
	const preflight = await fetch(server.url + rpc, {
		method: 'OPTIONS',
		headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
	});
	expect(preflight.headers.get('access-control-allow-origin')).toBeNull();
});

test('signing in and switching lead nowhere but to this site', async ({ server }) => {
	const evil = ['https://evil.example', '//evil.example', '/\\evil.example', '/\t/evil.example'];
	const account = await makeAccount(server);
	for (const next of [...evil, '/.//evil.example', 'javascript:alert(1)']) {
		const signedIn = await postForm(
			server,
			`/sign-in?next=${encodeURIComponent(next)}&/password`,
			account,
		);
		const switched = await postForm(server, '/prefs', { theme: 'dark', back: next });
		for (const answer of [signedIn, switched]) {
			expect(answer.status).toBe(303);
			const to = new URL(answer.headers.get('location') ?? '', `${server.url}/sign-in`);
			expect(to.origin, next).toBe(server.url);
		}
	}
});

test('signing out ends the session, also for who kept the cookie', async ({ server }) => {
	const cookie = await cookiesFor(server, 'worker');
	expect((await get(server, '/me', cookie)).status).toBe(200);
	const out = await postForm(server, '/sign-out', {}, { cookie });
	expect(out.status).toBe(303);
	expect(out.headers.getSetCookie().join()).toMatch(/huijiang-session[^=]*=;/);
	expect((await get(server, '/me', cookie)).status).toBe(303);
	expect((await get(server, '/', cookie)).status).toBe(200);
	// Neither can it be renewed. As everywhere on Supabase, the token alone still reads the data API
	// until it runs out.
	const { access_token, refresh_token } = sessionIn(cookie);
	expect((await api(server, '/auth/v1/user', { token: access_token })).status).toBe(403);
	const renewed = await api(server, '/auth/v1/token?grant_type=refresh_token', {
		body: { refresh_token },
	});
	expect(renewed.ok).toBe(false);
	const { exp } = JSON.parse(
		Buffer.from(access_token.split('.')[1] ?? '', 'base64url').toString(),
	) as { exp: number };
	expect(exp - Date.now() / 1000).toBeLessThanOrEqual(3600);
});

test('a cookie that is no session, or another server’s, counts as none', async ({ server }) => {
	const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = { sub: crypto.randomUUID(), role: 'service_role', exp: 4e9, iat: 1 };
	const token = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
	const unsigned = `${encode({ alg: 'none' })}.${encode(claims)}.`;
	const sessions: unknown[] = [
		...[`${token}.${encode('x')}`, unsigned, 'a.b.c', '\0', {}, null].flatMap((access_token) => [
			{ access_token, refresh_token: 'x', expires_at: 4e9, user: {} },
			{ access_token, refresh_token: {}, expires_at: 1, user: {} },
		]),
		...[[], 'x', 5, null, {}],
	];
	for (const session of sessions) {
		const cookie = `huijiang-session=base64-${encode(session)}`;
		expect((await get(server, '/', cookie)).status, JSON.stringify(session)).toBe(200);
		expect((await get(server, '/me', cookie)).status, JSON.stringify(session)).toBe(303);
	}
	expect((await get(server, '/', 'huijiang-session=%; huijiang-session.0=%00; a')).status).toBe(
		200,
	);
});
