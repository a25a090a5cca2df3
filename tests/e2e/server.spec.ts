import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { get } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { freePort, startServer, type Server } from './server';

const root = fileURLToPath(new URL('../..', import.meta.url));
let server: Server;

test.describe.configure({ mode: 'serial' });
test.beforeAll(async () => {
	test.setTimeout(120_000);
	server = await startServer({ env: { SEED: 'none' } });
});
test.afterAll(async () => {
	await server.stop();
	server.remove();
});

const post = (url: string, headers: Record<string, string>) =>
	fetch(`${url}/prefs`, {
		method: 'POST',
		redirect: 'manual',
		headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
		body: 'theme=dark',
	});
const keys = () =>
	JSON.parse(readFileSync(join(server.dataDir, 'keys.json'), 'utf8')) as Record<string, string>;

test('a form post works over plain http, by whatever name the server is called', async () => {
	const port = new URL(server.url).port;
	for (const name of ['127.0.0.1', 'localhost']) {
		const url = `http://${name}:${port}`;
		expect((await post(url, { origin: url })).status, url).toBe(303);
	}
});

test('a form post works on a server that listens on every address', async () => {
	const open = await startServer({ host: '0.0.0.0' });
	expect((await post(open.url, { origin: open.url })).status).toBe(303);
	// Known passwords are not for a network.
	expect(open.log()).not.toContain('example.test');
	await open.stop();
	open.remove();
});

test('a form post works behind a TLS proxy on this machine, and not from another site', async () => {
	const proxied = { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'hui.example.cn' };
	const ours = await post(server.url, { ...proxied, origin: 'https://hui.example.cn' });
	expect(ours.status).toBe(303);
	const theirs = await post(server.url, { ...proxied, origin: 'https://evil.example' });
	expect(theirs.status).toBe(403);
});

test('codes and metrics are for this machine, not for who comes through a proxy on it', async () => {
	for (const path of ['/mailbox', '/api/metrics']) {
		expect((await fetch(server.url + path)).status, path).toBe(200);
		const proxied = await fetch(server.url + path, {
			headers: { 'x-forwarded-for': '203.0.113.9' },
		});
		expect(proxied.status, path).toBe(404);
	}
});

test('with a public ORIGIN they are for this machine’s own address still, and for no other name', async () => {
	const named = await startServer({ env: { ORIGIN: 'https://hui.example.cn' } });
	const { port } = new URL(named.url);
	try {
		// Known passwords are not for a network, though only a proxy reaches the port.
		expect(named.log()).not.toContain('example.test');
		for (const path of ['/mailbox', '/api/metrics']) {
			expect((await fetch(named.url + path)).status, path).toBe(200);
			for (const host of ['hui.example.cn', `evil.example:${port}`]) {
				expect(await statusFor(named, path, host), `${host}${path}`).toBe(404);
			}
		}
		// A proxy that hides the clients is found out by the first page it serves.
		await fetch(named.url, { headers: { referer: 'https://hui.example.cn/events' } });
		expect((await fetch(`${named.url}/mailbox`)).status).toBe(404);
		expect(named.log()).toContain('X-Forwarded-For');
	} finally {
		await named.stop();
		named.remove();
	}
});

test('data of a trial are not opened to the network, unless asked for', async () => {
	test.setTimeout(240_000); // six starts
	const trial = await startServer();
	await trial.stop();
	const { dataDir } = trial;
	const own = { ADMIN_EMAIL: 'boss@example.cn', ADMIN_PASSWORD: 'a long password' };
	const name = { ORIGIN: 'https://hui.example.cn' };
	const opened: Record<string, string>[] = [
		name,
		{ ...name, SEED: 'none', ...own },
		{ TRUST_PROXY: '1' },
	];
	for (const env of opened) {
		await expect(startServer({ dataDir, env })).rejects.toThrow(
			/demonstration accounts[^]*empty DATA_DIR[^]*SEED=demonstration/,
		);
	}
	expect(existsSync(join(dataDir, 'lock'))).toBe(false);
	const asked = await startServer({ dataDir, env: { ...name, SEED: 'demonstration' } });
	expect(asked.log()).toContain('admin@example.test');
	await asked.stop();
	// On this machine alone they may stay; who should have become administrator learns of it.
	const local = await startServer({ dataDir, env: { SEED: 'none', ...own } });
	expect(local.log()).toContain('ADMIN_EMAIL has no effect');
	expect(local.log()).not.toContain('boss@example.cn');
	await local.stop();
	trial.remove();
});

test('an administrator of one’s own is made once, and named again says nothing', async () => {
	const env = { ADMIN_EMAIL: 'Boss@example.cn', ADMIN_PASSWORD: 'a long password' };
	const first = await startServer({ env });
	await first.stop();
	const again = await startServer({ env, dataDir: first.dataDir });
	expect(first.log() + again.log()).not.toContain('no effect');
	expect(again.log()).toContain('no mail server');
	await again.stop();
	first.remove();
});

/** The status of a request that asks for another name than the address it goes to. */
function statusFor(to: Server, path: string, host: string): Promise<number> {
	return new Promise((resolve, reject) => {
		get(to.url + path, { headers: { host } }, (answer) => {
			answer.resume();
			resolve(answer.statusCode ?? 0);
		}).once('error', reject);
	});
}

test('a second start on the same data says who holds it', async () => {
	await expect(startServer({ dataDir: server.dataDir })).rejects.toThrow(
		new RegExp(`in use by process \\d+ on .* at ${server.url}`),
	);
	expect((await fetch(`${server.url}/api/health`)).status).toBe(200);
});

test('a taken port is named, and another one proposed', () => {
	const port = new URL(server.url).port;
	const second = spawnSync(process.execPath, [join(root, 'scripts', 'server.mjs')], {
		env: { ...process.env, PORT: port, HOST: '127.0.0.1', DATA_DIR: `${server.dataDir}-other` },
		encoding: 'utf8',
	});
	expect(second.status).toBe(1);
	expect(second.stderr).toContain(`Port ${port} on 127.0.0.1 is taken`);
	expect(second.stderr).toContain(`PORT=${Number(port) + 1}`);
});

test('the running server opens no connection but its own', async () => {
	test.skip(process.platform !== 'linux', 'reads /proc');
	await fetch(`${server.url}/auth/v1/otp`, {
		method: 'POST',
		headers: { apikey: keys().publishable ?? '', 'content-type': 'application/json' },
		body: JSON.stringify({ email: 'a@example.test' }),
	});
	const { pid } = JSON.parse(readFileSync(join(server.dataDir, 'lock'), 'utf8')) as { pid: number };
	const sockets = new Set(
		readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
			const link = existsSync(`/proc/${pid}/fd/${fd}`) ? readlinkSync(`/proc/${pid}/fd/${fd}`) : '';
			return /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? [];
		}),
	);
	const foreign = ['tcp', 'tcp6', 'udp', 'udp6'].flatMap((kind) =>
		readFileSync(`/proc/${pid}/net/${kind}`, 'utf8')
			.split('\n')
			.slice(1)
			.map((line) => line.trim().split(/\s+/))
			.filter((fields) => sockets.has(fields[9] ?? ''))
			.map((fields) => fields[2] ?? '')
			// Nothing at the other end, or this machine: 127.0.0.1 in the kernel's writing.
			.filter((remote) => !/^0+:0000$/.test(remote) && !/0100007F:/.test(remote)),
	);
	expect(foreign).toEqual([]);
});

test('one command backs up the running server, keys and all', () => {
	const file = `${server.dataDir}-backup.tar.gz`;
	const backup = spawnSync(process.execPath, [join(root, 'scripts', 'backup.mjs'), file], {
		env: { ...process.env, DATA_DIR: server.dataDir },
		encoding: 'utf8',
	});
	expect(backup.status, backup.stderr).toBe(0);
	expect(statSync(file).size).toBeGreaterThan(100_000);
	rmSync(file);
});

test('a stop gives the folder back; after a kill the next start takes it over', async () => {
	const before = keys();
	await server.stop('SIGTERM');
	expect(existsSync(join(server.dataDir, 'lock'))).toBe(false);
	const port = await freePort();
	const again = await startServer({ dataDir: server.dataDir, port, env: { SEED: 'none' } });
	await again.stop('SIGKILL');
	expect(existsSync(join(server.dataDir, 'lock'))).toBe(true);
	server = await startServer({ dataDir: server.dataDir, port, env: { SEED: 'none' } });
	expect(keys()).toEqual(before);
});

test('a wrong variable stops the start with its name and mend', async () => {
	await expect(startServer({ env: { SEED: 'some' } })).rejects.toThrow(
		/SEED must be demonstration or none, not "some"/,
	);
});
