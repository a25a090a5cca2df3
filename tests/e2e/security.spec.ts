import { connect } from 'node:net';
import {
	api,
	cookiesFor,
	keysOf,
	makeAccount,
	postForm,
	rows,
	sessionIn,
	tokenIn,
	type Who,
} from './http';
import { actionsOf, everyRpc, everyTable, pagesUnder, type Rpc } from './routes';
import type { Server } from './server';
import { expect, test as base, signIn } from './test';

interface World {
	event: string;
	registration: string;
	union: string;
	/** Names, phones and addresses of everybody, by person. */
	people: { name: string | null; phone: string | null; email: string | null }[];
	cookies: Record<Who, string>;
}

const test = base.extend<object, { world: World }>({
	world: [
		async ({ server }, use) => {
			const [registration] = await rows<{ id: string; event_id: string }>(
				server,
				'registrations?select=id,event_id&limit=1',
			);
			const [union] = await rows<{ id: string }>(server, 'unions?select=id&parent_id=is.null');
			await use({
				event: registration?.event_id ?? '',
				registration: registration?.id ?? '',
				union: union?.id ?? '',
				people: await rows(server, 'people?select=name,phone,email'),
				cookies: {
					anon: '',
					worker: await cookiesFor(server, 'worker'),
					scanner: await cookiesFor(server, 'scanner'),
					reviewer: await cookiesFor(server, 'reviewer'),
					organizer: await cookiesFor(server, 'organizer'),
					admin: await cookiesFor(server, 'admin'),
				},
			});
		},
		{ scope: 'worker', timeout: 90_000 },
	],
});

const get = (server: Server, path: string, cookie = '', headers: Record<string, string> = {}) =>
	fetch(server.url + path, { redirect: 'manual', headers: { cookie, ...headers } });

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

/** Who sees what under /organize: 303 leads to the sign-in page or to what one may do. */
const SEEN: Record<string, [anon: number, worker: number, scanner: number, organizer: number]> = {
	'/organize': [303, 200, 200, 200],
	'/organize/events/new': [303, 303, 303, 200],
	'/organize/events/[event]': [303, 403, 403, 200],
	'/organize/events/[event]/edit': [303, 403, 403, 200],
	'/organize/events/[event]/identities': [303, 403, 403, 200],
	'/organize/events/[event]/import': [303, 403, 403, 200],
	'/organize/events/[event]/print/passes': [303, 403, 403, 200],
	'/organize/events/[event]/print/sign-in-sheet': [303, 403, 403, 200],
	'/organize/events/[event]/print/summary': [303, 403, 403, 200],
	'/organize/events/[event]/registrations': [303, 403, 403, 200],
	'/organize/events/[event]/registrations/[registration]': [303, 403, 403, 200],
	'/organize/events/[event]/staff': [303, 403, 403, 200],
	'/organize/unions/[union]': [303, 200, 200, 200],
	'/organize/unions/[union]/audit': [303, 403, 403, 403],
};
const FILES = ['summary.xlsx', 'summary.csv', 'sign-in-sheet.xlsx', 'sign-in-sheet.csv'];

test('each page of the desk opens to those who run it, and to nobody else', async ({
	server,
	world,
}) => {
	expect(Object.keys(SEEN).sort()).toEqual(pagesUnder('/organize'));
	const at = (route: string) =>
		route
			.replace('[event]', world.event)
			.replace('[registration]', world.registration)
			.replace('[union]', world.union);
	const table: [string, number[]][] = [
		...Object.entries(SEEN),
		...FILES.map((file): [string, number[]] => [
			`/api/events/[event]/exports/${file}`,
			[303, 403, 403, 200],
		]),
	];
	for (const [route, statuses] of table) {
		for (const [i, who] of (['anon', 'worker', 'scanner', 'organizer'] as const).entries()) {
			const answer = await get(server, at(route), world.cookies[who]);
			expect(answer.status, `${who} ${route}`).toBe(statuses[i]);
			// What is refused says nothing of anybody, nor does what Kit loads for the page.
			if (who === 'organizer') continue;
			const data = await get(server, `${at(route)}/__data.json`, world.cookies[who]);
			expectNobody(world, `${await answer.text()}${await data.text()}`, `${who} ${route}`);
		}
	}
});

test('each action of the desk is refused to whoever does not run it', async ({ server, world }) => {
	const before = await rows(server, 'events?select=*&order=id');
	const grants = await rows(server, 'grants?select=*&order=id');
	for (const route of pagesUnder('/organize')) {
		for (const action of actionsOf(route)) {
			const path = `${route
				.replace('[event]', world.event)
				.replace('[registration]', world.registration)
				.replace('[union]', world.union)}${action === 'default' ? '' : `?/${action}`}`;
			const fields = {
				...{ ids: world.registration, id: world.registration, change: 'cancel', reason: '试' },
				...{ status: 'canceled', role: 'manager', contact: 'worker@example.test', name: 'x' },
			};
			for (const who of ['anon', 'worker', 'scanner'] as const) {
				const answer = await postForm(server, path, fields, { cookie: world.cookies[who] });
				const text = await answer.text();
				expect(answer.status, `${who} ${path}`).toBeLessThan(500);
				expectNobody(world, text, `${who} ${path}`);
			}
		}
	}
	expect(await rows(server, 'events?select=*&order=id')).toEqual(before);
	expect(await rows(server, 'grants?select=*&order=id')).toEqual(grants);
});

/** No name, phone or address of anybody but the demonstration accounts themselves. */
function expectNobody(world: World, text: string, where: string): void {
	const own = /^(worker|scanner)@example\.test$/;
	for (const person of world.people) {
		if (own.test(person.email ?? '')) continue;
		for (const value of [person.name, person.phone, person.email]) {
			if (value && text.includes(value)) throw new Error(`${where} shows ${value}`);
		}
	}
}

test('no list or number of people comes out of any table, view, embedding or function', async ({
	server,
	world,
}) => {
	const tables = everyTable();
	expect(tables.length).toBeGreaterThan(15);
	const embeddings = [
		'events?select=*,registrations(*,people(*)),divisions(*,registrations(count))',
		'divisions?select=id,registrations(count)',
		'unions?select=id,people(count),people(*)',
		'registrations?select=id.count()',
		'people?select=id.count(),name.max()',
		'people?or=(name.like.*,phone.gt.0)&select=name,phone',
		'events?select=*,scans(*),devices(*),checkpoints(*)',
		'registrations?select=*,person:people!inner(name,phone)&person.phone=like.1*',
	];
	const worker = tokenIn(world.cookies.worker);
	for (const [who, token] of [
		['anon', undefined],
		['worker', worker],
	] as const) {
		for (const query of [...tables.map((table) => `${table}?select=*`), ...embeddings]) {
			const answer = await api(server, `/rest/v1/${query}`, {
				token,
				headers: { prefer: 'count=exact' },
			});
			const text = await answer.text();
			expect(answer.status, `${who} ${query}: ${text}`).toBeLessThan(500);
			expectNobody(world, text, `${who} ${query}`);
			if (!answer.ok) continue;
			const seen = (JSON.parse(text) as unknown[]).length;
			const counted = answer.headers.get('content-range')?.split('/')[1];
			if (counted && counted !== '*') expect(Number(counted), `${who} ${query}`).toBe(seen);
			if (/^(people|registrations|scans|passes|grants|person_identities)\b/.test(query)) {
				expect(seen, `${who} ${query}: ${text}`).toBeLessThanOrEqual(who === 'anon' ? 0 : 1);
			}
		}
		for (const { name, args } of everyRpc()) {
			const body = sampleArguments(args, world);
			const answer = await api(server, `/rest/v1/rpc/${name}`, { token, body });
			const text = await answer.text();
			expect(answer.status, `${who} ${name}: ${text}`).toBeLessThan(500);
			expectNobody(world, text, `${who} ${name}(${JSON.stringify(body)})`);
		}
	}
});

/** Arguments by which a function would tell most: the event, the union and a person’s phone. */
function sampleArguments(args: Rpc['args'], world: World): Record<string, unknown> {
	const known: Record<string, unknown> = {
		p_event: world.event,
		p_union: world.union,
		p_registration: world.registration,
		p_registrations: [world.registration],
		p_ids: [world.registration],
		p_contact: world.people.find((person) => person.phone)?.phone ?? '',
		p_limit: 100,
	};
	const blank: Record<string, unknown> = { uuid: crypto.randomUUID(), jsonb: {}, boolean: true };
	return Object.fromEntries(
		args
			.filter((arg) => arg.name in known || !arg.optional)
			.map((arg) => [arg.name, known[arg.name] ?? blank[arg.type] ?? '1']),
	);
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

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

test('a draft is seen by those who run it, and to others it is not there', async ({
	server,
	world,
}) => {
	const id = crypto.randomUUID();
	const made = await api(server, '/rest/v1/rpc/save_event', {
		token: tokenIn(world.cookies.admin),
		body: {
			p_id: id,
			p_event: {
				union_id: world.union,
				kind: 'skill_contest',
				name: '未公布的竞赛',
				registration_opens_at: inDays(-1),
				registration_closes_at: inDays(19),
				starts_at: inDays(20),
				ends_at: inDays(21),
			},
			p_divisions: [{ name: '钳工', capacity: 10 }],
		},
	});
	expect(made.ok, await made.clone().text()).toBe(true);
	for (const who of ['anon', 'worker'] as const) {
		for (const path of ['', '/register']) {
			const status = (await get(server, `/events/${id}${path}`, world.cookies[who])).status;
			expect([303, 404], `${who} ${path}`).toContain(status);
		}
		const calendar = `/api/events/${id}/calendar.ics`;
		expect((await get(server, calendar, world.cookies[who])).status).toBe(404);
		expect(await (await get(server, '/events', world.cookies[who])).text()).not.toContain(id);
	}
	expect((await get(server, `/events/${id}`, world.cookies.admin)).status).toBe(200);
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
