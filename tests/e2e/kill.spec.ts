import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { api, keysOf, rows } from './http';
import { freePort, startServer, type Server } from './server';

/** Rounds of sign-up and upload, each ended by a kill at another moment. */
const ROUNDS = Number(process.env.KILL_ROUNDS ?? 3);
const PEOPLE = 50;
const CAPACITY = 30;

interface Registration {
	id: string;
	status: string;
}

/** A token as the server itself would issue it: signing in fifty people would take a minute. */
function tokenFor(server: Server, userId: string): string {
	const keys = JSON.parse(readFileSync(join(server.dataDir, 'keys.json'), 'utf8')) as {
		jwt: string;
	};
	const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
	const claims = { sub: userId, role: 'authenticated', aud: 'authenticated', exp: 4e9 };
	const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
	return `${signed}.${createHmac('sha256', keys.jwt).update(signed).digest('base64url')}`;
}

/** Calls a function and gives its answer. */
async function rpc<T>(
	server: Server,
	name: string,
	body: object,
	as: { token?: string; key?: string },
): Promise<T> {
	const answer = await api(server, `/rest/v1/rpc/${name}`, { ...as, body });
	const text = await answer.text();
	if (!answer.ok) throw new Error(`${name}: ${answer.status} ${text}`);
	return (text ? JSON.parse(text) : null) as T;
}

const userOf = async (server: Server, email: string): Promise<string> => {
	const [person] = await rows<{ user_id: string }>(
		server,
		`people?select=user_id&email=eq.${email}`,
	);
	return person?.user_id ?? '';
};

/** Somebody with an account, a profile and a union asked for, ready to sign up. */
async function newcomer(server: Server, index: number, union: string): Promise<string> {
	const made = await api(server, '/auth/v1/admin/users', {
		key: keysOf(server).secret,
		body: { email: `kill-${index}@example.test`, email_confirm: true },
	});
	const { id } = (await made.json()) as { id: string };
	const token = tokenFor(server, id);
	await rpc(server, 'ensure_person', {}, { token });
	const profile = { name: '张三', phone: `139${String(10_000_000 + index)}` };
	await rpc(server, 'update_profile', { p_profile: profile }, { token });
	await rpc(server, 'request_join', { p_union: union }, { token });
	return id;
}

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();

/** A contest that is open for sign-up; its division. */
async function openContest(server: Server, union: string): Promise<string> {
	const token = tokenFor(server, await userOf(server, 'admin@example.test'));
	const event = crypto.randomUUID();
	const division = crypto.randomUUID();
	await rpc(
		server,
		'save_event',
		{
			p_id: event,
			p_event: {
				...{ union_id: union, kind: 'skill_contest', name: '钳工竞赛' },
				...{ registration_opens_at: inDays(-1), registration_closes_at: inDays(5) },
				...{ starts_at: inDays(6), ends_at: inDays(7), venue: '文化宫' },
			},
			p_divisions: [{ id: division, name: '钳工', capacity: CAPACITY }],
		},
		{ token },
	);
	await rpc(server, 'set_event_status', { p_event: event, p_status: 'published' }, { token });
	const [row] = await rows<{ id: string }>(server, `divisions?select=id&event_id=eq.${event}`);
	return row?.id ?? division;
}

/** Fifty sign-ups; who has an answer is kept with it, and each answer is counted. */
async function rush(
	server: Server,
	division: string,
	users: { id: string; request: string }[],
	counted: (answers: number) => void = () => undefined,
) {
	const told = new Map<string, Registration>();
	const refused = new Set<string>();
	const waiting = [...users];
	const lane = async (): Promise<void> => {
		for (let next = waiting.shift(); next; next = waiting.shift()) {
			const { id, request } = next;
			const answer = await api(server, '/rest/v1/rpc/register', {
				key: keysOf(server).secret,
				body: {
					...{ p_actor: id, p_request: request, p_division: division, p_answers: {} },
					...{ p_trade_years: 5, p_consents: [] },
				},
			}).catch(() => null);
			const text = await answer?.text().catch(() => null);
			if (!answer || !text) continue; // the connection broke: nobody knows yet
			if (answer.ok) told.set(id, JSON.parse(text) as Registration);
			else if (answer.status === 409) refused.add(id);
			else throw new Error(`register: ${answer.status} ${text}`);
			counted(told.size + refused.size);
		}
	};
	// Eight at a time, so that uploads come between them.
	await Promise.all(Array.from({ length: 8 }, lane));
	return { told, refused };
}

/** Batches of scans one after the other until the server is gone; the ids that were taken in. */
async function uploadUntilGone(server: Server, gate: Gate, begun: () => void): Promise<string[]> {
	const taken: string[] = [];
	for (;;) {
		const scans = Array.from({ length: 5 }, () => ({
			...{ id: crypto.randomUUID(), checkpoint_id: gate.checkpoint, way: 'camera' },
			...{ registration_id: gate.registration, direction: 'in', gate: '东门' },
			...{ code_digest: null, pass: null, device_time: Date.now(), clock_offset: 0 },
			...{ local_verdict: 'admitted', override_reason: null },
		}));
		const batch = { device_id: gate.device, sent_at: Date.now(), scans, annulments: [] };
		const answer = await api(server, '/rest/v1/rpc/record_scans', {
			token: gate.token,
			body: { p_batch: batch },
		}).catch(() => null);
		const text = await answer?.text().catch(() => null);
		if (!answer || !text) return taken;
		if (!answer.ok) throw new Error(`record_scans: ${answer.status} ${text}`);
		taken.push(...scans.map(({ id }) => id));
		begun();
	}
}

interface Gate {
	device: string;
	token: string;
	checkpoint: string;
	registration: string;
}

async function openGate(server: Server): Promise<Gate> {
	const [checkpoint] = await rows<{ id: string; event_id: string }>(
		server,
		'checkpoints?select=id,event_id,registrations:events!inner(registrations!inner(id))&limit=1',
	);
	const event = checkpoint?.event_id ?? '';
	const [registration] = await rows<{ id: string }>(
		server,
		`registrations?select=id&event_id=eq.${event}&limit=1`,
	);
	const token = tokenFor(server, await userOf(server, 'scanner@example.test'));
	const device = crypto.randomUUID();
	await rpc(
		server,
		'enroll_device',
		{ p_device: device, p_event: event, p_name: '东门' },
		{ token },
	);
	return {
		device,
		token,
		checkpoint: checkpoint?.id ?? '',
		registration: registration?.id ?? '',
	};
}

test('a server killed in a rush and an upload has everything that it acknowledged when it is back', async () => {
	test.setTimeout(180_000);
	const port = await freePort();
	let server = await startServer({ port, env: { SEED: 'demonstration' } });
	try {
		const [union] = await rows<{ id: string }>(server, 'unions?select=id&parent_id=is.null');
		const people: string[] = [];
		for (let i = 0; i < PEOPLE; i++) people.push(await newcomer(server, i, union?.id ?? ''));
		const gate = await openGate(server);
		const scans: string[] = [];

		for (let round = 1; round <= ROUNDS; round++) {
			const division = await openContest(server, union?.id ?? '');
			const users = people.map((id) => ({ id, request: crypto.randomUUID() }));
			let uploading: Promise<string[]> | undefined;
			await new Promise<void>((begun) => {
				uploading = uploadUntilGone(server, gate, begun);
			});
			const killAt = 3 + Math.floor(Math.random() * (PEOPLE - 10));
			let killing: Promise<void> | undefined;
			const rushing = rush(server, division, users, (answers) => {
				if (answers === killAt) killing = server.stop('SIGKILL');
			});
			const [{ told, refused }, uploaded] = await Promise.all([rushing, uploading]);
			await killing;
			scans.push(...(uploaded ?? []));
			// Else the kill came too late to prove anything.
			expect(told.size + refused.size).toBeLessThan(PEOPLE);

			// The lock of the dead process is taken over, and the log of the database played back.
			server = await startServer({ port, dataDir: server.dataDir });
			const where = `round ${round}, killed at answer ${killAt}`;
			const stored = await rows<Registration>(
				server,
				`registrations?select=id,status&division_id=eq.${division}`,
			);
			const byId = new Map(stored.map((row) => [row.id, row.status]));
			for (const { id, status } of told.values()) expect(byId.get(id), where).toBe(status);
			expect(await takenIn(server, division), where).toBe(stored.length);
			expect(await missing(server, scans), where).toEqual([]);

			// Whoever had no answer asks again, and so does everybody else: each keeps what they were told.
			const again = await rush(server, division, users);
			for (const [user, { id }] of told) expect(again.told.get(user)?.id, where).toBe(id);
			for (const user of refused) expect(again.told.has(user), where).toBe(false);
			expect(again.told.size, where).toBe(CAPACITY);
			expect(again.refused.size, where).toBe(PEOPLE - CAPACITY);
			expect(await takenIn(server, division), where).toBe(CAPACITY);
		}
		expect(scans.length).toBeGreaterThan(0); // else nothing of the upload was proved
	} finally {
		await server.stop();
		server.remove();
	}
});

async function takenIn(server: Server, division: string): Promise<number> {
	const [row] = await rows<{ taken: number }>(
		server,
		`division_places?select=taken&division_id=eq.${division}`,
	);
	return row?.taken ?? -1;
}

/** Which of these scans the server does not have. */
async function missing(server: Server, ids: string[]): Promise<string[]> {
	const found = new Set<string>();
	for (let i = 0; i < ids.length; i += 100) {
		const part = ids.slice(i, i + 100).join();
		for (const { id } of await rows<{ id: string }>(server, `scans?select=id&id=in.(${part})`)) {
			found.add(id);
		}
	}
	return ids.filter((id) => !found.has(id));
}
