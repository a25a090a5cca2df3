import { describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from './settings';

function problems(source: Record<string, string>): string[] {
	try {
		readSettings(source);
		return [];
	} catch (error) {
		if (error instanceof SettingsError) return error.problems;
		throw error;
	}
}

const HOSTED = {
	PUBLIC_SUPABASE_URL: 'https://abc.supabase.co',
	PUBLIC_SUPABASE_KEY: 'sb_publishable_x',
	SUPABASE_SECRET_KEY: 'sb_secret_x',
	IDENTITY_KEY: Buffer.alloc(32, 1).toString('base64'),
};

describe('settings', () => {
	test('nothing has to be set to try the app on this machine, with demonstration data', () => {
		const settings = readSettings({});
		expect(settings).toMatchObject({
			supabase: null,
			host: '127.0.0.1',
			port: 5173,
			seed: 'demonstration',
			mailbox: false,
		});
		expect(settings.dataDir.endsWith('.data')).toBe(true);
	});

	test('demonstration accounts are made on other addresses only when asked for', () => {
		expect(readSettings({ HOST: '0.0.0.0' }).seed).toBe('none');
		expect(readSettings({ HOST: '0.0.0.0', SEED: 'demonstration' }).seed).toBe('demonstration');
		expect(readSettings(HOSTED).seed).toBe('none');
	});

	test('a public address makes no demonstration accounts, though a proxy alone reaches the server', () => {
		const seed = (source: Record<string, string>) => readSettings(source).seed;
		expect(seed({ ORIGIN: 'https://hui.example.cn' })).toBe('none');
		expect(seed({ TRUST_PROXY: '1' })).toBe('none');
		expect(seed({ ORIGIN: 'http://localhost:5173' })).toBe('demonstration');
		expect(seed({ ORIGIN: 'http://[::1]:5173' })).toBe('demonstration');
		expect(seed({ ORIGIN: 'https://hui.example.cn', SEED: 'demonstration' })).toBe('demonstration');
	});

	test.each([
		[{}, false],
		[{ ORIGIN: 'http://127.0.0.1:5173' }, false],
		[{ ORIGIN: 'https://hui.example.cn' }, true],
		[{ HOST: '0.0.0.0' }, true],
		[{ TRUST_PROXY: 'true' }, true],
	])('%j is public: %s', (source, isPublic) => {
		expect(readSettings(source).isPublic).toBe(isPublic);
	});

	test('a server with a first administrator of its own begins without demonstration data', () => {
		const source = { ADMIN_EMAIL: 'a@example.cn', ADMIN_PASSWORD: 'long enough password' };
		expect(readSettings(source).seed).toBe('none');
	});

	test('all of Supabase’s variables are asked for together, each by name', () => {
		const found = problems({ PUBLIC_SUPABASE_URL: 'https://abc.supabase.co' });
		expect(found).toHaveLength(3);
		for (const name of ['PUBLIC_SUPABASE_KEY', 'SUPABASE_SECRET_KEY', 'IDENTITY_KEY']) {
			expect(found.some((problem) => problem.startsWith(name))).toBe(true);
		}
	});

	test('a key without the address of its project is a mistake', () => {
		expect(problems({ SUPABASE_SECRET_KEY: 'x' })[0]).toMatch(/^PUBLIC_SUPABASE_URL/);
	});

	test('a database of one’s own and a Supabase project exclude each other', () => {
		const found = problems({ ...HOSTED, DATABASE_URL: 'postgres://localhost/x' });
		expect(found[0]).toMatch(/^DATABASE_URL/);
	});

	test.each([
		['PORT', 'http'],
		['PORT', '70000'],
		['ORIGIN', 'hui.example.cn'],
		['DATABASE_URL', 'mysql://localhost'],
		['SEED', 'some'],
		['LOG_LEVEL', 'loud'],
		['MAILBOX', 'yes'],
		['IDENTITY_KEY', 'c2hvcnQ='],
		['SMTP_URL', 'smtp.example.cn'],
	])('%s=%s is refused by its name', (name, value) => {
		expect(problems({ [name]: value })[0]?.startsWith(name)).toBe(true);
	});

	test('a blank variable counts as not set', () => {
		expect(readSettings({ PORT: ' ', DATABASE_URL: '' })).toMatchObject({
			port: 5173,
			databaseUrl: null,
		});
	});

	test('flags are off unless 1 or true', () => {
		const mailbox = (MAILBOX: string) => readSettings({ MAILBOX }).mailbox;
		expect([mailbox('1'), mailbox('true'), mailbox('0'), mailbox('false')]).toEqual([
			true,
			true,
			false,
			false,
		]);
	});

	test('an administrator needs both address and a password of ten characters', () => {
		expect(problems({ ADMIN_EMAIL: 'a@example.cn' })[0]).toMatch(/^ADMIN_PASSWORD/);
		expect(problems({ ADMIN_EMAIL: 'a@example.cn', ADMIN_PASSWORD: 'short' })[0]).toMatch(
			/^ADMIN_PASSWORD/,
		);
	});
});
