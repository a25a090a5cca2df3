import { connect } from 'node:net';
import { api, cookiesFor, keysOf, rows, tokenIn } from './http';
import { actionsOf, everyRoute, everyRpc, everyTable } from './routes';
import type { Server } from './server';
import { expect, test } from './test';

test.use({ story: 'hostile' });

/** A test run repeats what was sent before; HOSTILE_SEED=… HOSTILE_MS=… goes looking for more. */
const SEED = Number(process.env.HOSTILE_SEED ?? 20_220_930);
/** All together, in milliseconds. */
const BUDGET = Number(process.env.HOSTILE_MS ?? 20_000);

let state = SEED;
function random(): number {
	state = (state + 0x6d2b79f5) | 0;
	let t = Math.imul(state ^ (state >>> 15), 1 | state);
	t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
	return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
const some = <T>(max: number, make: () => T): T[] =>
	Array.from({ length: Math.floor(random() * (max + 1)) }, make);

const MARK = '<script>alert(7)</script>';
const TEXTS = [
	...[
		'',
		' ',
		'\t\r\n',
		'0',
		'-1',
		'1e999',
		'NaN',
		'null',
		'true',
		'[]',
		'{}',
		'\0',
		'a\0b',
		'%00',
	],
	...["' or 1=1 --", "'; drop table people; --", '$1', '%s%n', '${7*7}', '{{7*7}}', '../../etc/x'],
	...[MARK, `"><img src=x onerror=alert(7)>`, 'javascript:alert(7)', '</script>', ']]>', '<!--'],
	...['=cmd|"/c calc"!A1', '\ud800', '\udfff\ud800', '‮abc', '😀'.repeat(200), 'x'.repeat(70_000)],
	...['9'.repeat(400), '2030-02-31', '0000-00-00T99:99Z', 'infinity', '-infinity', 'Robert’); --'],
	...[
		'__proto__',
		'constructor',
		'toString',
		'hasOwnProperty',
		'*',
		',',
		'(',
		')',
		'a.b',
		'\\',
		'"',
	],
];
const NAMES = [
	...['__proto__', '__proto__.x', 'constructor.prototype.x', 'toString', 'toString.call', 'a.b.c'],
	...['hasOwnProperty.call', 'divisions.0.name', 'divisions.9999.name', 'divisions', 'divisions[]'],
	...[
		'event.name',
		'event',
		'email',
		'email.x',
		'name',
		'ids',
		'ids[]',
		'file',
		'work',
		'scripted',
	],
	...[
		'scope',
		'change',
		'reason',
		'phone',
		'code',
		'password',
		'union_id',
		'request_id',
		'row',
		'',
	],
	...[
		'consents.0',
		'consents.x.y',
		'trade_years',
		'division_id',
		'id_number',
		'.',
		'..',
		'[]',
		'x[]',
	],
	...['a'.repeat(9000), `a${'.a'.repeat(3000)}`, MARK, 'categories[]', 'back', 'theme', 'locale'],
];
let ids: string[] = [];

function json(depth = 0): unknown {
	const roll = random();
	if (roll < 0.2 && ids.length > 0) return pick(ids);
	if (roll < 0.5) return pick(TEXTS);
	if (roll < 0.65) return pick([null, true, false, 0, -1, 1.5, 1e308, 2 ** 53, -(2 ** 31) - 1]);
	if (depth > 4) return null;
	if (roll < 0.8) return some(4, () => json(depth + 1));
	return Object.fromEntries(some(6, () => [pick(NAMES), json(depth + 1)]));
}

interface Shot {
	method: string;
	path: string;
	headers: Record<string, string>;
	body?: string | Uint8Array | FormData;
}

/** Text as it may stand in a path or a query: encoded, half encoded or encoded wrongly. */
function address(): string {
	const text = random() < 0.3 && ids.length > 0 ? pick(ids) : pick(TEXTS).slice(0, 3000);
	const encoded = encodeURIComponent(text.replace(/[\ud800-\udfff]/g, '?'));
	return pick([encoded, encoded, encodeURIComponent(encoded), '%E0%A4%A', '%c0%ae', '%ff%fe', '%']);
}

function pageShot(cookie: string): Shot {
	const path = pick(everyRoute()).replace(/\[[^\]]+\]/g, () => address() || 'x');
	const query =
		random() < 0.5 ? `?${pick(['next', 'q', 'part', 'way', 'page', 'x', '/x'])}=${address()}` : '';
	const data = random() < 0.3 ? '/__data.json' : '';
	return {
		method: pick(['GET', 'GET', 'GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']),
		path: `${path}${data}${query}`,
		headers: {
			cookie,
			...(random() < 0.3
				? { 'x-sveltekit-invalidated': 'zz', accept: pick(['a/b', ';;', '*/*']) }
				: {}),
			...(random() < 0.2 ? { 'accept-language': 'x'.repeat(5000), range: 'bytes=9-1' } : {}),
			...(random() < 0.2 ? { 'x-forwarded-host': 'a b', 'x-forwarded-for': '::,,,' } : {}),
		},
	};
}

function actionShot(server: Server, cookie: string): Shot {
	const pages = everyRoute().filter((route) => actionsOf(route).length > 0);
	const page = pick(pages);
	const action = random() < 0.9 ? pick(actionsOf(page)) : pick(TEXTS).slice(0, 50);
	const path = page.replace(/\[[^\]]+\]/g, () => (random() < 0.8 ? pick(ids) : address() || 'x'));
	const query =
		action === 'default' ? '' : `?/${encodeURIComponent(action.replace(/[\ud800-\udfff]/g, ''))}`;
	const shot: Shot = {
		method: 'POST',
		path: path + query,
		headers: { cookie, origin: server.url, accept: pick(['text/html', 'application/json']) },
	};
	const roll = random();
	const fields = some(10, () => [pick(NAMES), pick(random() < 0.3 ? ids : TEXTS)] as const);
	if (roll < 0.6) {
		shot.body = new URLSearchParams(fields.map(([k, v]) => [k, v])).toString();
		shot.headers['content-type'] = 'application/x-www-form-urlencoded';
	} else if (roll < 0.8) {
		const form = new FormData();
		for (const [name, value] of fields) form.append(name, value);
		form.append(
			pick(['file', 'file', 'x[]', 'email']),
			new File([pick(TEXTS)], pick(TEXTS).slice(0, 99)),
		);
		shot.body = form;
	} else {
		shot.body = pick(['', 'xx', '--b\r\n\r\n', '\u0000', '{"a":1}']);
		shot.headers['content-type'] = pick([
			...['multipart/form-data', 'multipart/form-data; boundary=b', 'application/json', 'x', ''],
			...[
				'application/x-www-form-urlencoded; charset=utf-7',
				'text/plain',
				'application/x-sveltekit-formdata',
			],
		]);
	}
	return shot;
}

function apiShot(server: Server, token: string | undefined): Shot {
	const headers: Record<string, string> = {
		apikey: keysOf(server).publishable,
		'content-type': 'application/json',
		...(token ? { authorization: `Bearer ${token}` } : {}),
	};
	const roll = random();
	if (roll < 0.6) {
		const rpc = pick(everyRpc());
		const args = rpc.args.filter(() => random() < 0.9);
		const body = Object.fromEntries(
			args.map(({ name, type }) => [name, type === 'uuid' && random() < 0.6 ? pick(ids) : json()]),
		);
		return {
			method: 'POST',
			path: `/rest/v1/rpc/${rpc.name}`,
			headers,
			body: JSON.stringify(body),
		};
	}
	if (roll < 0.8) {
		const column = pick([
			'id',
			'name',
			'status',
			'*',
			'x',
			'select',
			'and',
			'or',
			'not.and',
			'id->x',
		]);
		const operator = pick([
			'eq',
			'in',
			'like',
			'cs',
			'fts',
			'is',
			'not',
			'xx',
			'ov',
			'match',
			'adj',
			'',
		]);
		const extra = pick([
			...[
				'select=*,x(*)',
				'select=count()',
				'order=id.desc.x',
				'limit=-1',
				'limit=zz',
				'offset=1e9',
			],
			...[
				'select=id::xx',
				'select=*,*,id->>x',
				`select=${'a('.repeat(200)}`,
				'columns=x',
				'on_conflict=x',
			],
		]);
		const method = pick(['GET', 'GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'PUT', 'OPTIONS']);
		return {
			method,
			path: `/rest/v1/${pick(everyTable())}?${column}=${operator}.${address()}&${extra}`,
			headers: {
				...headers,
				prefer: pick([
					'count=exact',
					'count=x',
					'return=representation',
					'tx=rollback',
					'x'.repeat(999),
				]),
				accept: pick(['application/json', 'application/vnd.pgrst.object+json', 'text/csv', 'x/y']),
				range: pick(['0-9', '9-0', 'x', '-1']),
			},
			...(/GET|HEAD/.test(method) ? {} : { body: JSON.stringify(json()) }),
		};
	}
	const body =
		random() < 0.8 ? JSON.stringify(json()) : pick(['{', '[', '"', '{"a":'.repeat(9000), '\0']);
	const fields = {
		email: pick(TEXTS),
		token: json(),
		type: json(),
		password: json(),
		refresh_token: json(),
	};
	return {
		method: pick(['POST', 'POST', 'POST', 'PUT', 'DELETE', 'PATCH']),
		path: `/auth/v1/${pick([
			...['otp', 'verify', 'token?grant_type=password', 'token?grant_type=refresh_token', 'user'],
			...['token', 'logout', 'recover', 'resend', 'signup', 'admin/users', 'authorize', '%74oken'],
		])}`,
		headers,
		body: random() < 0.5 ? JSON.stringify(fields) : body,
	};
}

const shown = ({ method, path, headers, body }: Shot): string =>
	`${method} ${path.slice(0, 200)} ${headers['content-type'] ?? ''} ${
		body instanceof FormData
			? [...body.keys()].join().slice(0, 200)
			: String(body ?? '').slice(0, 300)
	}`;

test('nothing that is sent makes the server fail, and what comes back is escaped', async ({
	server,
}) => {
	test.setTimeout(BUDGET + 60_000);
	console.warn(`HOSTILE_SEED=${SEED}`);
	const tables = ['events', 'registrations', 'unions', 'people', 'divisions', 'checkpoints'];
	const found = await Promise.all(
		tables.map((table) => rows<{ id: string }>(server, `${table}?select=id&limit=3`)),
	);
	ids = found.flat().map(({ id }) => id);
	const roles = ['worker', 'scanner', 'organizer'] as const;
	const cookies = ['', ...(await Promise.all(roles.map((role) => cookiesFor(server, role))))];
	const tokens = cookies.map((cookie) => (cookie ? tokenIn(cookie) : undefined));

	const faults = new Map<string, string>();
	const statuses = new Map<number, number>();
	const until = Date.now() + BUDGET;
	const one = async (): Promise<void> => {
		const who = Math.floor(random() * cookies.length);
		const roll = random();
		const shot =
			roll < 0.25
				? pageShot(cookies[who] ?? '')
				: roll < 0.55
					? actionShot(server, cookies[who] ?? '')
					: apiShot(server, tokens[who]);
		let answer: Response;
		let text: string;
		try {
			answer = await fetch(server.url + shot.path, {
				method: shot.method,
				redirect: 'manual',
				signal: AbortSignal.timeout(20_000),
				headers: shot.headers,
				...(shot.body === undefined ? {} : { body: shot.body as BodyInit }),
			});
			text = await answer.text();
		} catch (error) {
			// Refused before all of it was sent, which may reset the connection; gone is another matter.
			const alive = await fetch(`${server.url}/api/health`).then(
				(health) => health.ok,
				() => false,
			);
			const cause = String((error as { cause?: unknown }).cause ?? error);
			if (!alive || !shot.body) faults.set(shown(shot), `no answer: ${cause}`);
			return;
		}
		statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
		const isPage = answer.headers.get('content-type')?.startsWith('text/html') ?? false;
		if (answer.status >= 500) faults.set(shown(shot), `${answer.status} ${text.slice(0, 200)}`);
		else if (/\n\s+at \S+ \(|node_modules|\.js:\d+:\d+/.test(text)) {
			faults.set(shown(shot), `a stack: ${text.slice(0, 300)}`);
		} else if (isPage && (text.includes(MARK) || text.includes('<img src=x onerror'))) {
			faults.set(shown(shot), 'what was typed came back unescaped');
		}
	};
	// Four at a time, as several people would.
	await Promise.all(
		Array.from({ length: 4 }, async () => {
			while (Date.now() < until && faults.size < 30) await one();
		}),
	);
	console.warn(`${[...statuses].map(([status, count]) => `${status}: ${count}`).join(', ')}`);
	// What the server said last belongs to what it failed at.
	expect(Object.fromEntries(faults), server.log().slice(-3000)).toEqual({});
	expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
	await expectPublicPages(server, cookies[1] ?? '');
	expect(server.log()).not.toContain('unhandled rejection');
});

/** What everybody reads is still there, whatever was stored before. */
async function expectPublicPages(server: Server, cookie: string): Promise<void> {
	const events = await rows<{ id: string; visibility: string }>(
		server,
		'events?select=id,visibility&status=neq.draft',
	);
	const pages = [
		...['/', '/events', '/events?page=2', '/events?page=99', '/me', '/passes', '/checkin'],
		...events.flatMap(({ id }) => [`/events/${id}`, `/events/${id}/register`]),
		...events.map(({ id }) => `/api/events/${id}/calendar.ics`),
	];
	for (const page of pages) {
		const answer = await fetch(server.url + page, { headers: { cookie } });
		expect([page, answer.status], server.log().slice(-2000)).toEqual([page, 200]);
	}
}

test('whatever an organizer stores, what everybody reads stays', async ({ server }) => {
	const token = tokenIn(await cookiesFor(server, 'organizer'));
	const worker = await cookiesFor(server, 'worker');
	const [contest] = await rows<Record<string, unknown>>(
		server,
		'events?select=*&kind=eq.skill_contest&status=eq.published&limit=1',
	);
	const { updated_at: _, ...event } = contest ?? {};
	const call = (name: string, body: unknown) =>
		api(server, `/rest/v1/rpc/${name}`, { token, body });
	const times = ['infinity', '-infinity', '294276-12-31', '0001-01-01', '2100-06-01', '1999-01-01'];
	const wall = ['starts_at', 'ends_at', 'registration_opens_at', 'registration_closes_at'];
	const changes: Record<string, unknown>[] = [
		...times.flatMap((time) => wall.map((column) => ({ [column]: time }))),
		...[{}, null, 'x', [1], [[]], [{}], [null], [{ key: 1, version: 1, text: '' }]].map(
			(consents) => ({ consents }),
		),
		...['__proto__', 'a.b', '', 'constructor.prototype', MARK].map((key) => ({
			consents: [{ key, version: 1, text: MARK }],
		})),
		{ consents: [{ key: 'ok', version: 1e9, text: '😀' }] },
		...[[null], [[MARK]], [''], ['x'.repeat(999)], [MARK, '‮abc']].map((hosts) => ({ hosts })),
		...['hosts', 'organizers', 'co_organizers'].map((column) => ({ [column]: [null, 'x'] })),
		{ time_zone: 'Mars/Olympus' },
		{ description: `${MARK}\n\n${'> '.repeat(3000)}x` },
		{ description: '[x](javascript:alert(7)) ![y](x)' },
		...['NaN', '60', '-1'].map((min_trade_years) => ({ min_trade_years })),
	];
	const statuses = new Set<number>();
	for (const change of changes) {
		const id = crypto.randomUUID();
		const divisions = [{ name: '育婴员', aliases: [], capacity: 5 }];
		const saved = await call('save_event', {
			p_id: id,
			p_event: { ...event, ...change },
			p_divisions: divisions,
		});
		statuses.add(saved.status);
		expect(saved.status, JSON.stringify(change)).toBeLessThan(500);
		if (saved.ok) await call('set_event_status', { p_event: id, p_status: 'published' });
	}
	for (const window of times.flatMap((at) => [{ opens_at: at }, { closes_at: at }])) {
		const saved = await call('save_event', {
			p_id: crypto.randomUUID(),
			p_event: event,
			p_divisions: [{ name: '育婴员', aliases: [], capacity: 5, ...window }],
		});
		expect(saved.status, JSON.stringify(window)).toBe(400);
	}
	// Some were refused and some were stored, or this shows nothing.
	expect([...statuses].sort()).toEqual([200, 400]);
	await expectPublicPages(server, worker);
});

test('bytes that are no request are refused, and nobody else notices', async ({ server }) => {
	const { port, hostname } = new URL(server.url);
	for (const bytes of [
		Buffer.alloc(1000),
		Buffer.from('GET / HTTP/9.9\r\n\r\n'),
		Buffer.from(`GET /${'x'.repeat(100_000)} HTTP/1.1\r\nHost: x\r\n\r\n`),
		Buffer.from(`GET / HTTP/1.1\r\nHost: x\r\nCookie: ${'a=b;'.repeat(20_000)}\r\n\r\n`),
		Buffer.from(
			'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n',
		),
		Buffer.from('POST /prefs HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf'),
		Buffer.concat([
			Buffer.from('GET /'),
			Buffer.from([0xff, 0xfe, 0x80]),
			Buffer.from(' HTTP/1.1\r\nHost: x\r\n\r\n'),
		]),
	]) {
		const text = await new Promise<string>((resolve) => {
			let heard = '';
			const socket = connect(Number(port), hostname, () => socket.write(bytes));
			socket.setTimeout(500, () => socket.destroy());
			socket.on('data', (chunk) => (heard += String(chunk)));
			socket.on('error', () => undefined); // reset: refused as well
			socket.on('close', () => resolve(heard));
		});
		expect(text).not.toMatch(/^HTTP\/1.1 5/);
		expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
	}
});
