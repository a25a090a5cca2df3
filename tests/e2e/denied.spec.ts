import { api, postForm, rows, tokenIn } from './http';
import { actionsOf, everyRpc, everyTable, pagesUnder, type Rpc } from './routes';
import { expect } from './test';
import { get, test, type World } from './world';

// Every function is called as everybody: what a worker may do to the own person is done.
test.use({ story: 'denied' });

/** Who sees what under /organize: 303 leads to the sign-in page or to what one may do. */
const SEEN: Record<string, [anon: number, worker: number, scanner: number, organizer: number]> = {
	'/organize': [303, 200, 200, 200],
	'/organize/events/new': [303, 303, 303, 200],
	'/organize/events/[event]': [303, 403, 403, 200],
	'/organize/events/[event]/checkin': [303, 403, 403, 200],
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
