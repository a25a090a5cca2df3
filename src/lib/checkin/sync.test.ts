import 'fake-indexeddb/auto';
import { beforeEach, expect, it, vi } from 'vitest';
import type { Connection } from '$lib/offline/connection.svelte';
import type { ErrorCode } from '$lib/shared/errors';
import { fail } from '$lib/shared/result';
import { enrollDevice, fetchRoster } from './data';
import type { Scanner } from './scanner.svelte';
import type { CheckinDatabase } from './store';
import { Sync } from './sync.svelte';

vi.mock(import('./data'), async (original) => ({
	...(await original()),
	enrollDevice: vi.fn(),
	fetchRoster: vi.fn(),
}));
const refused = (code: ErrorCode) => Promise.resolve(fail({ code, detail: {} }));

/** What happened, in order. */
let happened: string[];
let sync: Sync;

beforeEach(() => {
	happened = [];
	const queue = {
		counts: () => Promise.resolve({ waiting: 1, parked: 0, others: 0 }),
		flush: () => {
			happened.push('uploaded');
			return Promise.resolve(null);
		},
	};
	const scanner = {
		event: { id: 'e' },
		post: { deviceId: 'd', gate: '西门', enrolled: false },
		queue,
		refresh: () => Promise.resolve(),
	};
	const database = { events: { get: () => Promise.resolve(undefined) } };
	const connection = { report: () => undefined };
	sync = new Sync(
		database as unknown as CheckinDatabase,
		scanner as unknown as Scanner,
		connection as unknown as Connection,
		() => Promise.reject(new Error('not mocked')),
	);
	sync.onlost = (why) => happened.push(why);
});

it('a revoked device that changes its gate uploads what it holds, and then gives up the list', async () => {
	vi.mocked(enrollDevice).mockImplementation(() => refused('device_revoked'));
	vi.mocked(fetchRoster).mockImplementation(() => refused('device_revoked'));
	await sync.exchange();
	expect(happened.at(0)).toBe('uploaded');
	expect(happened.filter((one) => one !== 'uploaded')).toEqual(['device_revoked']);
	expect(happened.at(-1)).toBe('device_revoked');
});

it('who may not scan any more gives up the list; a lost network or session changes nothing', async () => {
	for (const code of ['unavailable', 'not_signed_in', 'unexpected', 'rate_limited'] as const) {
		vi.mocked(enrollDevice).mockImplementation(() => refused(code));
		vi.mocked(fetchRoster).mockImplementation(() => refused(code));
		await sync.exchange();
		expect(happened).toEqual([]);
		expect(sync.problem).toBe(code);
	}
	vi.mocked(enrollDevice).mockImplementation(() => refused('not_permitted'));
	vi.mocked(fetchRoster).mockImplementation(() => refused('not_permitted'));
	await sync.exchange();
	expect(happened).toEqual(['not_permitted']);
});
