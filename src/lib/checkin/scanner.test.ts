import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import fixture from '../../../tests/fixtures/pass-vectors.json';
import { importPrivateKey, signPass } from '$lib/passes/domain/signature';
import { fail, ok } from '$lib/shared/result';
import { DeviceClock } from './clock';
import { enrollDevice, recordScans } from './data';
import { HeldScans } from './held.svelte';
import { scanQueue } from './queue';
import { Scanner } from './scanner.svelte';
import type { Recorded, Roster, RosterEntry } from './schema';
import { saveFile } from '$lib/ui/save-file';
import { standingText } from './verdict-text';
import { CheckinDatabase, isOver, type Post } from './store';

vi.mock(import('./data'), async (original) => ({
	...(await original()),
	recordScans: vi.fn(),
	enrollDevice: vi.fn(),
}));
vi.mock(import('$lib/ui/save-file'), () => ({ saveFile: vi.fn() }));
vi.mock(import('./feedback'), () => ({ giveFeedback: vi.fn() }));

const EVENT = '0193a000-0000-7000-8000-00000000e001';
const DEVICE = '0193a000-0000-7000-8000-00000000d001';
const LI = '0193a000-0000-7000-8000-00000000a001';
const WU = '0193a000-0000-7000-8000-00000000a002';
const server = vi.mocked(recordScans);

interface Batch {
	device_id: string;
	scans: { id: string; local_verdict: string; override_reason: string | null }[];
	annulments: { id: string; scan_id: string }[];
}
/** What the server has been sent, over all calls. */
let uploaded: Batch[];
let database: CheckinDatabase;
let scanner: Scanner;
let number = 0;

function entry(registrationId: string, changes: Partial<RosterEntry> = {}): RosterEntry {
	return {
		registrationId,
		serial: 1,
		status: 'approved',
		blockedReason: null,
		division: 3,
		name: registrationId === LI ? '李红梅' : '吴磊',
		union: '宿州市',
		phoneTail: '2345',
		shortCode: registrationId === LI ? '7KD4MQ' : '8KD4MQ',
		...changes,
	};
}

function roster(changes: Partial<Roster> = {}): Roster {
	return {
		revision: 100,
		full: true,
		serverTime: Date.now(),
		event: { id: EVENT, name: '决赛', timeZone: 'Asia/Shanghai', startsAt: 0, endsAt: 1 },
		divisions: [{ id: 'd', number: 3, name: '育婴员' }],
		checkpoints: [
			{
				id: 'door',
				name: '签到',
				countsAttendance: true,
				divisions: null,
				opensAt: null,
				closesAt: null,
				direction: 'in',
				count: 'once',
				sessionStarts: [],
				allowReentry: false,
				rules: {},
			},
		],
		keys: [{ kid: 1, key: fixture.publicKey as Roster['keys'][number]['key'], revoked: false }],
		eventNames: {},
		entries: [entry(LI), entry(WU)],
		admissions: [],
		annulled: [],
		...changes,
	};
}

async function code(registrationId: string, eventId = EVENT, serial = 1): Promise<string> {
	const day = 86_400;
	const now = Math.floor(Date.now() / 1000);
	return signPass(
		{
			kid: 1,
			eventId,
			registrationId,
			serial,
			division: 3,
			notBefore: now - day,
			notAfter: now + day,
		},
		await importPrivateKey(fixture.privateKey),
	);
}

function answer({ scans, annulments }: Batch): Recorded {
	const row = ({ id }: { id: string }) => ({ id, result: 'recorded' as const });
	return {
		serverTime: Date.now(),
		revoked: false,
		scans: scans.map(row),
		annulments: annulments.map(row),
	};
}

/** A page of its own on the same device: everything in memory is gone, the store is there. */
async function openPage(userId = 'zhang', deviceId = DEVICE): Promise<Scanner> {
	const clock = new DeviceClock(database);
	await clock.load();
	const event = await database.events.get(EVENT);
	if (!event) throw new Error('the roster was not kept');
	const post: Post = {
		deviceId,
		gate: '东门',
		checkpointId: 'door',
		direction: 'in',
		enrolled: true,
	};
	const account = { userId, rpc: () => Promise.reject(new Error('not mocked')) };
	const queue = scanQueue(database, EVENT, account, (measured) => clock.learn(measured));
	return new Scanner(database, clock, event, post, queue);
}

beforeEach(async () => {
	database = new CheckinDatabase(`checkin-${number++}`);
	await database.claim('zhang');
	await database.apply(roster(), Date.now());
	scanner = await openPage();
	uploaded = [];
	server.mockImplementation((_, batch) => {
		uploaded.push(batch as unknown as Batch);
		return Promise.resolve(ok(answer(batch as unknown as Batch)));
	});
});
afterEach(() => database.close());

const verdict = () => scanner.shown?.scan.verdict.kind;

describe('a scanner without a network', () => {
	it('admits, then tells the first time and gate, and counts one person', async () => {
		await scanner.read(await code(LI), 'photo');
		expect(scanner.shown?.scan).toMatchObject({ name: '李红梅', division: '育婴员' });
		expect(verdict()).toBe('admitted');
		await scanner.read(await code(LI), 'photo');
		expect(scanner.shown?.scan.verdict).toMatchObject({
			kind: 'already_checked_in',
			gate: '东门',
		});
		expect([scanner.arrived, scanner.expected, scanner.here]).toEqual([1, 2, 1]);
	});

	it('remembers over a reload of the page', async () => {
		await scanner.read(await code(LI), 'photo');
		scanner = await openPage();
		await scanner.read(await code(LI), 'photo');
		expect(verdict()).toBe('already_checked_in');
		expect(await scanner.queue.counts()).toEqual({ waiting: 2, parked: 0, others: 0 });
	});

	it('decides two codes at the same moment one after the other', async () => {
		const text = await code(LI);
		await Promise.all([scanner.read(text, 'photo'), scanner.read(text, 'keyboard')]);
		const kinds = (await database.recent(EVENT, 9)).map((scan) => scan.verdict.kind).sort();
		expect(kinds).toEqual(['admitted', 'already_checked_in']);
	});

	it('reads a code that is held before the camera once, until the next person', async () => {
		const text = await code(LI);
		for (let i = 0; i < 5; i++) scanner.see(text);
		await vi.waitFor(() => expect(verdict()).toBe('admitted'));
		scanner.see(text);
		expect((await database.recent(EVENT, 9)).length).toBe(1);
		scanner.next();
		scanner.see(text);
		await vi.waitFor(() => expect(verdict()).toBe('already_checked_in'));
	});

	it('takes a pass signed a minute ago that the list does not hold yet', async () => {
		await scanner.read(await code('0193a000-0000-7000-8000-00000000a009'), 'photo');
		expect(verdict()).toBe('admitted_unlisted');
	});

	it('tells a forged code, a foreign one and an old one apart', async () => {
		const genuine = await code(LI);
		const forged = genuine.slice(0, 40) + (genuine[40] === 'A' ? 'B' : 'A') + genuine.slice(41);
		await scanner.read(forged, 'photo');
		expect(verdict()).toBe('invalid');
		await scanner.read(await code(LI, WU), 'photo');
		expect(verdict()).toBe('foreign');
		await database.apply(roster({ full: false, entries: [entry(LI, { serial: 2 })] }), Date.now());
		await scanner.read(genuine, 'photo');
		expect(verdict()).toBe('revoked');
	});

	it('keeps of a stranger code nothing but a digest', async () => {
		await scanner.read('wxp://f2f0secret', 'camera');
		expect(verdict()).toBe('invalid');
		const kept = JSON.stringify([await database.outbox.toArray(), await database.scans.toArray()]);
		expect(kept).not.toContain('secret');
		expect(kept).toMatch(/"code_digest":"[0-9a-f]{64}"/);
	});

	it('finds people by short code, name and the end of their phone number', async () => {
		expect((await scanner.find('7kd 4mq')).map((f) => f.way)).toEqual(['short_code']);
		expect((await scanner.find('红梅')).map((f) => f.entry.name)).toEqual(['李红梅']);
		expect(await scanner.find('2345')).toHaveLength(2);
		expect(await scanner.find('nobody')).toEqual([]);
		await scanner.read('7KD4MQ', 'keyboard');
		expect(verdict()).toBe('admitted');
	});

	it('finds people by the initials that came with the list, and says who is in already', async () => {
		const withdrawn = entry(WU, { initials: 'wl', status: 'canceled' });
		await database.apply(
			roster({ full: false, entries: [entry(LI, { initials: 'lhm' }), withdrawn] }),
			Date.now(),
		);
		const say = async (typed: string) =>
			(await scanner.find(typed)).map(({ entry: { name }, verdict: { kind } }) => [name, kind]);
		expect(await say('LHM')).toEqual([['李红梅', 'admitted']]);
		expect(await say('hm')).toEqual([['李红梅', 'admitted']]);
		expect(await say('wl')).toEqual([['吴磊', 'canceled']]);
		await scanner.read(await code(LI), 'photo');
		expect(await say('lhm')).toEqual([['李红梅', 'already_checked_in']]);
		const [match] = await scanner.find('lhm');
		expect(standingText(match!.verdict, match!.at, scanner.event)).toMatch(/^已签到 \d\d:\d\d$/);
	});

	it('counts who came among those expected, whatever becomes of the registration', async () => {
		await scanner.read(await code(LI), 'photo');
		await database.apply(
			roster({ full: false, entries: [entry(LI, { status: 'canceled' })] }),
			Date.now(),
		);
		await scanner.refresh();
		expect([scanner.arrived, scanner.expected]).toEqual([1, 2]);
	});

	it('says on another day than the event’s that a scan counts all the same', async () => {
		expect(scanner.notToday).toBe('');
		await scanner.refresh();
		expect(scanner.notToday).toContain('已结束'); // the event of these tests was in 1970
		const now = Date.now();
		const today = { ...roster().event, startsAt: now + 60_000, endsAt: now + 120_000 };
		scanner.event = { ...scanner.event, ...today };
		await scanner.refresh();
		expect(scanner.notToday).toBe('');
		const later = { startsAt: now + 20 * 86_400_000, endsAt: now + 21 * 86_400_000 };
		scanner.event = { ...scanner.event, ...later };
		await scanner.refresh();
		expect(scanner.notToday).toContain('才开始');
		await scanner.read(await code(LI), 'photo');
		expect(verdict()).toBe('admitted');
	});

	it('lets a refused person through with a reason, and keeps both facts', async () => {
		await database.apply(
			roster({ full: false, entries: [entry(LI, { blockedReason: '补身份证' })] }),
			Date.now(),
		);
		await scanner.read(await code(LI), 'photo');
		expect(scanner.shown?.scan.verdict).toEqual({ kind: 'blocked', text: '补身份证' });
		await scanner.override('领队当面确认');
		expect(scanner.shown?.scan).toMatchObject({ letThrough: true, overrideReason: '领队当面确认' });
		expect(scanner.arrived).toBe(1);
		await scanner.queue.flush();
		expect(uploaded[0]?.scans.map((s) => [s.local_verdict, s.override_reason])).toEqual([
			['blocked', null],
			['blocked', '领队当面确认'],
		]);
	});

	it('undoes by a fact, after which the person may be admitted again', async () => {
		await scanner.read(await code(LI), 'photo');
		const scan = scanner.shown?.scan;
		if (!scan) throw new Error('nothing shown');
		await scanner.undo(scan);
		await scanner.undo(scan); // pressed twice
		expect(scanner.arrived).toBe(0);
		await scanner.read(await code(LI), 'photo');
		expect(verdict()).toBe('admitted');
		await scanner.queue.flush();
		expect(uploaded[0]?.annulments.map((a) => a.scan_id)).toEqual([scan.id]);
	});
});

describe('between the scan and its acknowledgement', () => {
	it('a lost answer loses nothing: the same ids are sent again', async () => {
		await scanner.read(await code(LI), 'photo');
		server.mockImplementationOnce((_, batch) => {
			uploaded.push(batch as unknown as Batch); // it arrived, the answer did not
			return Promise.resolve(fail({ code: 'unavailable', detail: {} }));
		});
		expect(await scanner.queue.flush()).toBe('unavailable');
		scanner = await openPage();
		expect(await scanner.queue.flush({ hurry: true })).toBeNull();
		expect(uploaded).toHaveLength(2);
		expect(uploaded[0]?.scans[0]?.id).toBe(uploaded[1]?.scans[0]?.id);
		expect((await database.recent(EVENT, 1))[0]?.uploaded).toBe(true);
	});

	it('a page killed while sending finds everything again', async () => {
		await scanner.read(await code(LI), 'photo');
		server.mockImplementationOnce(() => new Promise(() => undefined)); // never comes back
		void scanner.queue.flush();
		scanner = await openPage();
		await scanner.queue.flush();
		expect(await scanner.queue.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
	});

	it('a sign-in that ran out keeps the scans waiting, and scanning goes on', async () => {
		server.mockResolvedValueOnce(fail({ code: 'not_signed_in', detail: {} }));
		await scanner.read(await code(LI), 'photo');
		expect(await scanner.queue.flush()).toBe('not_signed_in');
		await scanner.read(await code(WU), 'photo');
		expect(verdict()).toBe('admitted');
		expect(await scanner.queue.counts()).toEqual({ waiting: 2, parked: 0, others: 0 });
	});

	it('a row that the server refuses is parked and shown, not dropped', async () => {
		await scanner.read(await code(LI), 'photo');
		server.mockImplementationOnce((_, batch) => {
			const { scans } = batch as unknown as Batch;
			const refused = scans.map(({ id }) => ({ id, result: 'refused' as const, field: 'gate' }));
			return Promise.resolve(
				ok({ serverTime: Date.now(), revoked: false, scans: refused, annulments: [] }),
			);
		});
		await scanner.queue.flush();
		expect(await scanner.queue.parked()).toMatchObject([{ error: { field: 'gate' } }]);
	});
});

describe('what the server does not take', () => {
	const refuse = () =>
		server.mockImplementationOnce((_, batch) => {
			const { scans } = batch as unknown as Batch;
			const refused = scans.map(({ id }) => ({
				id,
				result: 'refused' as const,
				field: 'checkpoint_id',
			}));
			return Promise.resolve(
				ok({ serverTime: Date.now(), revoked: false, scans: refused, annulments: [] }),
			);
		});

	it('is listed with its reason, sent again by hand, and then gone', async () => {
		await scanner.read(await code(LI), 'photo');
		refuse();
		await scanner.queue.flush();
		const held = new HeldScans(scanner.queue);
		await held.load();
		expect(held.items).toMatchObject([{ gate: '东门', parked: true, field: 'checkpoint_id' }]);
		refuse();
		await held.retry();
		expect(held.left).toBe(1);
		await held.retry();
		expect([held.left, held.items]).toEqual([0, []]);
		expect(uploaded).toHaveLength(1);
	});

	it('is kept as a file, with everything an upload has and no name', async () => {
		await scanner.read(await code(LI), 'photo');
		refuse();
		await scanner.queue.flush();
		await new HeldScans(scanner.queue).save('kept.json');
		const [blob, name] = vi.mocked(saveFile).mock.lastCall ?? [];
		const text = (await blob?.text()) ?? '';
		expect(name).toBe('kept.json');
		expect(JSON.parse(text)).toMatchObject({
			rows: [
				{ deviceId: DEVICE, row: { registration_id: LI, checkpoint_id: 'door', gate: '东门' } },
			],
		});
		expect(text).not.toContain('李红梅');
	});

	it('for a device it does not know is taken once that is enrolled under its gate', async () => {
		await scanner.read(await code(LI), 'photo');
		server.mockResolvedValueOnce(fail({ code: 'not_permitted', detail: {} }));
		vi.mocked(enrollDevice).mockResolvedValueOnce(ok(null));
		expect(await scanner.queue.flush()).toBeNull();
		expect(vi.mocked(enrollDevice).mock.lastCall?.slice(1)).toEqual([DEVICE, EVENT, '东门']);
		expect(uploaded).toHaveLength(1);
	});

	it('is sent for the device that scanned it, one device a batch', async () => {
		await scanner.read(await code(LI), 'photo');
		const other = '0193a000-0000-7000-8000-00000000d002';
		scanner = await openPage('zhang', other);
		await scanner.read(await code(WU), 'photo');
		await scanner.queue.flush();
		expect(uploaded.map((batch) => [batch.device_id, batch.scans.length])).toEqual([
			[DEVICE, 1],
			[other, 1],
		]);
	});
});

describe('the people on a device', () => {
	const everything = async () =>
		JSON.stringify(await Promise.all(database.tables.map((table) => table.toArray())));

	it('go with the sign-out, and what waits for its upload stays', async () => {
		await scanner.read(await code(LI), 'photo');
		await database.keepPost(EVENT, scanner.post);
		await database.leave();
		expect(await everything()).not.toMatch(/李红梅|吴磊|2345|7KD4MQ/);
		expect(await database.events.count()).toBe(0);
		expect(await database.post(EVENT)).toBeUndefined();
		expect(await scanner.queue.counts()).toEqual({ waiting: 1, parked: 0, others: 0 });
	});

	it('go when somebody else works with it, who still learns who is in already', async () => {
		await scanner.read(await code(LI), 'photo');
		await database.claim('zhang');
		expect(await database.entry(EVENT, LI)).toBeDefined();
		await database.claim('wu');
		expect(await everything()).not.toMatch(/李红梅|吴磊|2345|7KD4MQ/);
		await database.apply(roster(), Date.now());
		const next = await openPage('wu');
		await next.read(await code(LI), 'photo');
		expect(next.shown?.scan.verdict).toMatchObject({ kind: 'already_checked_in', gate: '东门' });
		expect(await next.queue.counts()).toEqual({ waiting: 1, parked: 0, others: 1 });
		await next.queue.flush();
		expect(uploaded.flatMap((batch) => batch.scans)).toHaveLength(1);
	});

	it('go a day after the event, and not before', async () => {
		const [end, day] = [1_000_000, 24 * 3_600_000];
		const over = roster();
		over.event.endsAt = end;
		await database.apply(over, 0);
		expect([isOver(over.event, end + day), isOver(over.event, end + day + 1)]).toEqual([
			false,
			true,
		]);
		await database.expire(end + day);
		expect(await database.entry(EVENT, LI)).toBeDefined();
		await database.expire(end + day + 1);
		expect(await everything()).not.toMatch(/李红梅|吴磊/);
		expect(await database.events.get(EVENT)).toBeUndefined();
	});
});

describe('a download', () => {
	it('brings what other devices did, and takes away what was annulled', async () => {
		const seen = {
			id: 'other',
			registrationId: LI,
			checkpointId: 'door',
			direction: 'in' as const,
			at: Date.now(),
			gate: '西门',
		};
		await database.apply(roster({ full: false, entries: [], admissions: [seen] }), Date.now());
		await scanner.read(await code(LI), 'photo');
		expect(scanner.shown?.scan.verdict).toMatchObject({
			kind: 'already_checked_in',
			gate: '西门',
		});
		await database.apply(roster({ full: false, entries: [], annulled: ['other'] }), Date.now());
		await scanner.read(await code(LI), 'photo');
		expect(verdict()).toBe('admitted');
	});

	it('that is whole replaces the list but not what waits for its upload', async () => {
		await scanner.read(await code(LI), 'photo');
		await database.apply(roster({ entries: [entry(LI)] }), Date.now());
		expect(await database.entry(EVENT, WU)).toBeUndefined();
		await scanner.read(await code(LI), 'photo');
		expect(verdict()).toBe('already_checked_in');
	});
});
