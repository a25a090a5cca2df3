import type { PGlite } from '@electric-sql/pglite';
import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { attendances, conflicts, type ScanFact } from '$lib/checkin/domain/attendance';
import type { Checkpoint, CountMode, VerdictKind } from '$lib/checkin/domain/types';
import { addEvent, addPerson, freshDatabase, queryAs, unionId } from './helpers';

/*
 * The conclusions in SQL (attendances, event_conflicts) against their model in TypeScript, from the
 * same facts: uploaded by two devices in any order and batches, some of them twice, some undone.
 */

const HOUR = 3_600_000;
const NOW = Math.floor(Date.now() / HOUR) * HOUR;

let db: PGlite;
let hefei: string;
let scanner: { userId: string; personId: string };
let manager: { userId: string; personId: string };

beforeAll(async () => {
	db = await freshDatabase();
	hefei = await unionId(db, '合肥市');
	scanner = await addPerson(db, { name: '张检' });
	manager = await addPerson(db, { name: '王主任' });
});
afterAll(() => db.close());

const DEVICES = ['东门', '西门'] as const;
type Gate = (typeof DEVICES)[number];

interface Hall {
	event: string;
	checkpoint: Checkpoint;
	devices: Record<Gate, string>;
	people: string[];
}

async function openHall(rules: Pick<Checkpoint, 'count' | 'allowReentry'>): Promise<Hall> {
	const { eventId: event, divisionIds } = await addEvent(db, {
		unionId: hefei,
		divisions: { 育婴员: null },
	});
	const sessionStarts = [NOW - 5 * HOUR, NOW + 5 * HOUR];
	const { rows } = await db.query<{ id: string }>(
		`update public.checkpoints set direction = 'both', count_mode = $2, allow_reentry = $3,
			session_starts = array[to_timestamp($4::bigint / 1000), to_timestamp($5::bigint / 1000)]
		 where event_id = $1 returning id`,
		[event, rules.count, rules.allowReentry, ...sessionStarts],
	);
	for (const [person, role] of [
		[scanner, 'scanner'],
		[manager, 'manager'],
	] as const) {
		const grant = 'insert into public.grants (person_id, role, event_id) values ($1, $2, $3)';
		await db.query(grant, [person.personId, role, event]);
	}
	const people: string[] = [];
	for (const name of ['李红梅', '吴磊']) {
		const person = await addPerson(db, { name, unionId: hefei });
		const place = await queryAs<{ id: string }>(
			db,
			'service_role',
			null,
			`select id from public.register($1, $2, $3, '{}', 5, '[]')`,
			[person.userId, crypto.randomUUID(), divisionIds['育婴员']],
		);
		people.push(place.rows[0]?.id ?? '');
	}
	const devices = { 东门: v7(), 西门: v7() };
	for (const gate of DEVICES) {
		const args = [devices[gate], event, gate];
		await as(scanner, 'select public.enroll_device($1, $2, $3)', args);
	}
	const checkpoint: Checkpoint = {
		id: rows[0]?.id ?? '',
		divisions: null,
		opensAt: null,
		closesAt: null,
		direction: 'both',
		sessionStarts,
		rules: {},
		...rules,
	};
	return { event, checkpoint, devices, people };
}

function as<T = Record<string, unknown>>(who: { userId: string }, sql: string, params: unknown[]) {
	return queryAs<T>(db, 'authenticated', who.userId, sql, params);
}

interface Scan {
	id: string;
	at: number;
	offset: number | null;
	person: number | null;
	gate: Gate;
	direction: 'in' | 'out';
	verdict: 'admitted' | 'blocked';
	reason: string | null;
}
interface Undo {
	scan: string;
	/** At the scan's own gate, at the other one, by a manager at either, or from the desk. */
	by: 'own' | 'other' | 'manager' | 'desk';
}
interface Day {
	rules: Pick<Checkpoint, 'count' | 'allowReentry'>;
	scans: Scan[];
	/** Indices into scans, each at least once. */
	order: number[];
	batch: number;
	undone: Undo[];
	undoFirst: boolean;
}

const scanOf = fc.record<Scan>({
	id: fc.uuid(),
	// Few different times, so that several scans fall on one.
	at: fc.constantFrom(-20, -5, -1, 1, 5, 14).map((hours) => NOW + hours * HOUR),
	offset: fc.constantFrom(0, 0, null, -420_000),
	person: fc.constantFrom(0, 0, 1, null),
	gate: fc.constantFrom(...DEVICES),
	direction: fc.constantFrom('in', 'in', 'out'),
	verdict: fc.constantFrom('admitted', 'admitted', 'blocked'),
	reason: fc.constantFrom(null, null, '领队当面确认'),
});
const days: fc.Arbitrary<Day> = fc
	.uniqueArray(scanOf, { selector: (scan) => scan.id, minLength: 1, maxLength: 10 })
	.chain((scans) =>
		fc.record<Day>({
			rules: fc.record({
				count: fc.constantFrom<CountMode>('once', 'once_per_day', 'per_session', 'every_time'),
				allowReentry: fc.boolean(),
			}),
			scans: fc.constant(scans),
			order: fc
				.tuple(
					fc.shuffledSubarray([...scans.keys()], { minLength: scans.length }),
					fc.array(fc.nat(scans.length - 1), { maxLength: 4 }),
				)
				.map(([all, again]) => [...again, ...all, ...again]),
			batch: fc.integer({ min: 1, max: 5 }),
			undone: fc.array(
				fc.record<Undo>({
					scan: fc.constantFrom(...scans.map(({ id }) => id)),
					by: fc.constantFrom('own', 'other', 'manager', 'desk'),
				}),
				{ maxLength: 3 },
			),
			undoFirst: fc.boolean(),
		}),
	);

const otherGate = (gate: Gate): Gate => (gate === '东门' ? '西门' : '东门');

async function upload(hall: Hall, day: Day): Promise<void> {
	const row = ({ id, at, offset, person, gate, direction, verdict, reason }: Scan) => ({
		id,
		checkpoint_id: hall.checkpoint.id,
		registration_id: person === null ? null : hall.people[person],
		way: 'name',
		direction,
		gate,
		device_time: at - (offset ?? 0),
		clock_offset: offset,
		local_verdict: verdict,
		override_reason: reason,
	});
	const send = (who: typeof scanner, gate: Gate, scans: unknown[], annulments: unknown[]) =>
		as(who, 'select public.record_scans($1)', [
			JSON.stringify({ device_id: hall.devices[gate], sent_at: Date.now(), scans, annulments }),
		]);
	if (day.undoFirst) await undo(hall, day, send, false);
	for (let from = 0; from < day.order.length; from += day.batch) {
		const batch = day.order.slice(from, from + day.batch).flatMap((i) => day.scans[i] ?? []);
		for (const gate of DEVICES) {
			const here = batch.filter((scan) => scan.gate === gate).map(row);
			await send(scanner, gate, here, []);
		}
	}
	if (!day.undoFirst) await undo(hall, day, send, false);
	await undo(hall, day, send, true);
}

/** The annulments, of the desk or of the gates; those of the gates may be ahead of their scans. */
async function undo(
	hall: Hall,
	day: Day,
	send: (who: typeof scanner, gate: Gate, scans: unknown[], annulments: unknown[]) => unknown,
	desk: boolean,
): Promise<void> {
	for (const { scan, by } of day.undone) {
		if ((by === 'desk') !== desk) continue;
		const gate = day.scans.find(({ id }) => id === scan)?.gate ?? '东门';
		const row = { id: v7(), scan_id: scan, reason: '认错人', at: Date.now() };
		if (by === 'desk') {
			await as(manager, 'select public.annul_scan($1, $2, $3)', [row.id, scan, row.reason]);
		} else {
			const who = by === 'manager' ? manager : scanner;
			await send(who, by === 'own' ? gate : otherGate(gate), [], [row]);
		}
	}
}

/** The facts as they are filed: what the registration's history says of each is read back. */
async function factsOf(hall: Hall, { scans }: Day): Promise<ScanFact[]> {
	const { rows } = await db.query<{ id: string; verdict: VerdictKind; off: number }>(
		'select id, verdict, upload_offset_ms::int as off from public.scans where event_id = $1',
		[hall.event],
	);
	const filed = new Map(rows.map((row) => [row.id, row]));
	return scans.map(({ id, at, offset, person, gate, direction, verdict, reason }) => ({
		id,
		at,
		registrationId: person === null ? null : (hall.people[person] ?? ''),
		checkpointId: hall.checkpoint.id,
		deviceId: hall.devices[gate],
		gate,
		direction,
		letThrough: verdict === 'admitted' || reason !== null,
		overrideReason: reason,
		verdict: filed.get(id)?.verdict ?? 'invalid',
		clockOffset: offset,
		uploadOffset: filed.get(id)?.off ?? null,
	}));
}

const sorted = <T>(list: T[]): T[] =>
	list.sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));

it('concludes the same from the same facts, in whatever order they arrive', async () => {
	await fc.assert(
		fc.asyncProperty(days, async (day) => {
			const hall = await openHall(day.rules);
			await upload(hall, day);
			const facts = await factsOf(hall, day);
			const undone = day.undone.filter(({ by }) => by !== 'other').map(({ scan }) => scan);
			const checkpoints = new Map([[hall.checkpoint.id, hall.checkpoint]]);
			const model = [facts, new Set(undone), checkpoints, 'Asia/Shanghai'] as const;

			const attended = await db.query(
				`select registration_id as "registrationId", checkpoint_id as "checkpointId", period,
					scan_id as "scanId", private.to_ms(at)::float8 as at
				 from public.attendances where event_id = $1`,
				[hall.event],
			);
			expect(sorted(attended.rows)).toEqual(sorted(attendances(...model)));
			const listed = await db.query(
				`select kind, scan_id as "scanId", other_scan_id as "otherScanId",
					registration_id as "registrationId" from private.event_conflicts($1)`,
				[hall.event],
			);
			expect(sorted(listed.rows)).toEqual(sorted(conflicts(...model)));
		}),
		{ numRuns: 60 },
	);
}, 120_000);
