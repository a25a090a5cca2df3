import 'fake-indexeddb/auto';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { accountOf, signedIn } from '$lib/supabase/browser';
import type { HolderPass } from './schema';
import { forgetPasses } from './forget';
import { PassesDatabase } from './store';
import { Wallet } from './wallet.svelte';

vi.mock(import('$lib/supabase/browser'), async (original) => ({
	...(await original()),
	signedIn: vi.fn(),
}));
const holder = vi.mocked(signedIn);
let wallet: Wallet;

const pass: HolderPass = {
	registrationId: 'r1',
	status: 'approved',
	serial: 1,
	shortCode: '7KD4MQ',
	code: 'HJ1:0',
	name: '李红梅',
	division: '育婴员',
	team: '合肥市',
	event: {
		id: 'e1',
		name: '决赛',
		venue: '',
		address: '',
		startsAt: 0,
		endsAt: 1,
		timeZone: 'Asia/Shanghai',
		status: 'published',
	},
	checkpoints: [],
	arrivedAt: null,
};
const REFUSED = { message: '', hint: '', details: '' };

beforeEach(async () => {
	vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined });
	const database = new PassesDatabase();
	await database.replace('li', [pass], 1_000);
	database.close();
	wallet = new Wallet();
});
afterEach(async () => {
	wallet.close();
	await forgetPasses();
});

/** Somebody is signed in, and the server answers like this. */
function signIn(userId: string, status: number, code = ''): void {
	const error = { ...REFUSED, code };
	holder.mockResolvedValue({
		...accountOf(userId),
		rpc: () => Promise.resolve({ data: null, error, status }),
	});
}

it('shows the holder what is kept, with no network too', async () => {
	signIn('li', 0);
	await wallet.load();
	expect(wallet.passes?.map(({ name }) => name)).toEqual(['李红梅']);
	expect(wallet.problem).toBe('unavailable');
});

it('shows nobody else any of it', async () => {
	signIn('wu', 0);
	await wallet.load();
	expect([wallet.passes, wallet.problem]).toEqual([null, 'unavailable']);
});

it('shows none to whoever is signed out, on the device or at the server', async () => {
	holder.mockResolvedValue(null);
	await wallet.load();
	expect([wallet.passes, wallet.problem]).toEqual([null, 'not_signed_in']);
	signIn('li', 401, '42501');
	await wallet.load();
	expect([wallet.passes, wallet.problem]).toEqual([null, 'not_signed_in']);
});

it('has none left after the sign-out', async () => {
	await forgetPasses();
	signIn('li', 0);
	await wallet.load();
	expect(wallet.passes).toBeNull();
});
