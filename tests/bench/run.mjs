/**
 * Measures what the design promises, on a real Postgres that this script starts, and writes
 * `tests/bench/results.json`. `npm run bench`; see README.md beside it.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createServer } from 'vite';
import { weighPages } from './page-weight.mjs';

const root = new URL('../../', import.meta.url);
const vite = await createServer({
	configFile: false,
	root: fileURLToPath(root),
	resolve: { alias: { $lib: fileURLToPath(new URL('src/lib', root)) } },
	logLevel: 'error',
	appType: 'custom',
	server: { middlewareMode: true, hmr: false, ws: false, watch: null },
	optimizeDeps: { noDiscovery: true },
});
const load = (path) => vite.ssrLoadModule(fileURLToPath(new URL(path, root)));

const results = [];
/** Keeps a figure; `aim` is a text with the comparison, `ok` whether it is met. */
function keep(name, value, unit, aim, ok) {
	results.push({ name, value: Number(value.toFixed(4)), unit, comparedWith: aim, met: ok });
}
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const percentile = (values, p) =>
	[...values].sort((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * p))];
async function seconds(run) {
	const start = performance.now();
	await run();
	return (performance.now() - start) / 1000;
}

/** CPU time that a process has used so far; NaN where the system does not tell. */
function cpuSeconds(pid) {
	try {
		const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
		return (Number(fields[11]) + Number(fields[12])) / 100;
	} catch {
		return Number.NaN; // not Linux
	}
}

const { startPostgres } = await load('tests/race/postgres.ts');
const people = await load('tests/race/people.ts');
const server = await startPostgres({ durable: true });
try {
	await benchRush();
	await benchScans();
} finally {
	await server.stop();
}
await benchDecide();
await benchPages();
await vite.close();
report();

/** 2,000 people for 500 places over 50 connections, in turn with the barest thing that cannot oversell. */
async function benchRush() {
	const sql = await server.database('bench_rush');
	const pool = server.connect('bench_rush', 50, { role: 'service_role' });
	const bare = server.connect('bench_rush', 50);
	await sql
		.unsafe(
			`create table public.bare_places (id int primary key, taken int, capacity int);
		create table public.bare_entries (id uuid primary key default gen_random_uuid(), place int, person uuid);`,
		)
		.simple();
	await people.warm(pool);
	await people.warm(bare);
	const users = await people.addPeople(sql, 2000);
	const ours = [];
	const theirs = [];
	let oversold = 0;
	for (let round = 0; round < 5; round++) {
		await sql`insert into public.bare_places values (${round}, 0, 500)`;
		theirs.push(
			2000 /
				(await seconds(() =>
					Promise.all(
						users.map(
							(user) => bare`with place as (update public.bare_places set taken = taken + 1
								where id = ${round} and taken < capacity returning id)
								insert into public.bare_entries (place, person) select id, ${user} from place`,
						),
					),
				)),
		);
		const { divisions } = await people.addContest(sql, [500]);
		ours.push(
			2000 /
				(await seconds(() =>
					Promise.all(users.map((user) => people.signUp(pool, user, divisions[0]))),
				)),
		);
		const { taken, live } = await people.places(sql, divisions[0]);
		oversold += Math.max(0, live - 500) + Math.abs(taken - live) + Math.max(0, 500 - live);
	}
	const share = median(ours.map((rate, i) => rate / theirs[i]));
	keep(
		'sign-up rush: places oversold, lost or miscounted',
		oversold,
		'places',
		'= 0',
		oversold === 0,
	);
	keep('sign-up rush: answers', median(ours), 'requests/s', 'for information', true);
	keep('bare update and insert: answers', median(theirs), 'requests/s', 'for information', true);
	keep('sign-up rush as a share of the bare statement', share, 'ratio', '>= 0.5', share >= 0.5);
}

/** 10,000 scans of 10,000 people in batches of 500 from one device, and the same batches again. */
async function benchScans() {
	const sql = await server.database('bench_scans');
	const { eventId, divisions } = await people.addContest(sql, [null]);
	const [staff] = await people.addPeople(sql, 1);
	await sql`insert into public.grants (person_id, role, event_id)
		select id, 'scanner', ${eventId} from public.people where user_id = ${staff}`;
	const entries = await sql`with added as (
			insert into public.people (name) select '选手' || n from generate_series(1, 10000) n returning id
		) insert into public.registrations (event_id, division_id, person_id, short_code)
		select ${eventId}, ${divisions[0]}, id, private.new_short_code(${eventId}) from added returning id`;
	const [checkpoint] = await sql`select id from public.checkpoints where event_id = ${eventId}`;
	const device = crypto.randomUUID();
	const one = server.connect('bench_scans', 1);
	const ask = (run) => people.actAs(one, staff, run);
	const [{ pid }] = await one`select pg_backend_pid() as pid`;
	await ask((tx) => tx`select public.enroll_device(${device}, ${eventId}, '东门')`);
	await sql`analyze`;
	const scans = entries.map(({ id }) => ({
		id: crypto.randomUUID(),
		checkpoint_id: checkpoint.id,
		registration_id: id,
		way: 'camera',
		direction: 'in',
		gate: '东门',
		code_digest: '0'.repeat(64),
		device_time: Date.now(),
		local_verdict: 'admitted',
	}));
	const upload = async () => {
		for (let i = 0; i < scans.length; i += 500) {
			const batch = { device_id: device, sent_at: Date.now(), scans: scans.slice(i, i + 500) };
			await ask((tx) => tx`select public.record_scans(${sql.json(batch)})`);
		}
	};
	const count = async () => (await sql`select count(*)::int as n from public.scans`)[0].n;
	const cpu = cpuSeconds(pid);
	const first = 10_000 / (await seconds(upload));
	const perCpu = 10_000 / (cpuSeconds(pid) - cpu);
	const stored = await count();
	const again = 10_000 / (await seconds(upload));
	const doubled = (await count()) - stored;
	keep('upload of 10,000 scans in batches of 500', first, 'scans/s', '>= 2000', first >= 2000);
	if (perCpu > 0) {
		const unit = 'scans per CPU second';
		keep('the same, whatever else the machine does', perCpu, unit, 'for information', true);
	}
	keep('scans stored', stored, 'scans', '= 10000', stored === 10_000);
	keep('the same upload again', again, 'scans/s', 'for information', true);
	keep('scans doubled by the second upload', doubled, 'scans', '= 0', doubled === 0);
}

/** One decision at a gate with 100,000 people on the roster; what verifying the signature adds. */
async function benchDecide() {
	const { decide } = await load('src/lib/checkin/domain/decide.ts');
	const { decodePass } = await load('src/lib/passes/domain/pass-code.ts');
	const { signPass, verifyPass } = await load('src/lib/passes/domain/signature.ts');
	const eventId = crypto.randomUUID();
	const checkpoint = {
		...{ id: 'gate', divisions: null, opensAt: null, closesAt: null, direction: 'in', rules: {} },
		...{ count: 'once_per_day', sessionStarts: [], allowReentry: false },
	};
	const roster = new Map();
	for (let i = 0; i < 100_000; i++) {
		const entry = { status: 'approved', serial: 1, division: i % 20, blockedReason: null };
		const known =
			i % 3 ? [] : [{ checkpointId: 'gate', direction: 'in', at: Date.now(), gate: '东门' }];
		roster.set(crypto.randomUUID(), { entry, known });
	}
	const ids = [...roster.keys()];
	const pick = () => ids[Math.floor(Math.random() * ids.length)];
	const decideFor = (registrationId, serial) => {
		const { entry, known } = roster.get(registrationId);
		const presented = {
			...{ kind: 'pass', eventId, registrationId, serial, division: entry.division },
			...{ notBefore: 0, notAfter: 4e9, keyRevoked: false },
		};
		const at = Date.now();
		return decide({
			...{ presented, eventId, timeZone: 'Asia/Shanghai', entry, checkpoint },
			...{ direction: 'in', known, at },
		});
	};
	const plain = [];
	for (let i = 0; i < 20_000; i++) {
		const id = pick();
		const start = performance.now();
		decideFor(id, 1);
		plain.push(performance.now() - start);
	}
	const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
		'sign',
		'verify',
	]);
	const signed = [];
	for (let i = 0; i < 500; i++) {
		const id = pick();
		const code = await signPass(
			{
				...{ kid: 1, eventId, registrationId: id, serial: 1, division: 1 },
				...{ notBefore: 0, notAfter: 4_000_000_000 },
			},
			pair.privateKey,
		);
		const start = performance.now();
		const pass = decodePass(code);
		const genuine = pass !== null && (await verifyPass(pass, pair.publicKey));
		decideFor(id, 1);
		signed.push(performance.now() - start);
		if (!genuine) throw new Error('A genuine pass did not verify.');
	}
	const p95 = percentile(plain, 0.95);
	const withSignature = percentile(signed, 0.95);
	keep('a decision among 100,000 people, 95th percentile', p95, 'ms', '< 1', p95 < 1);
	keep('reading and verifying its pass adds', withSignature - p95, 'ms', 'for information', true);
}

/** The heaviest page of each kind. */
async function benchPages() {
	const pages = await weighPages();
	for (const kind of new Set(pages.map((page) => page.kind))) {
		const { route, kilobytes, budget } = pages.find((page) => page.kind === kind);
		const name = `JavaScript of the heaviest ${kind} page (${route})`;
		keep(name, kilobytes, 'kB gzip', `<= ${budget}`, kilobytes <= budget);
	}
}

function report() {
	const machine = `${availableParallelism()} cores, Node ${process.versions.node}, PostgreSQL 18`;
	console.log(machine);
	const width = Math.max(...results.map((result) => result.name.length));
	for (const { name, value, unit, comparedWith, met } of results) {
		const figure = `${value} ${unit}`.padStart(22);
		console.log(`${met ? 'ok  ' : 'MISS'} ${name.padEnd(width)} ${figure}  ${comparedWith}`);
	}
	const file = new URL('results.json', import.meta.url);
	writeFileSync(file, `${JSON.stringify({ machine, results }, null, '\t')}\n`);
	if (results.some((result) => !result.met)) process.exitCode = 1;
}
