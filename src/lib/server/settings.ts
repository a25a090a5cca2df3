import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { secretFile } from './embedded/keys';

export type LogLevel = 'silent' | 'error' | 'warn' | 'info' | 'debug';

/** Every variable the server knows, checked. README and .env.example list the same ones. */
export interface Settings {
	/** Hosted: a Supabase project's address and keys. Null: embedded. */
	supabase: { url: string; publishableKey: string; secretKey: string } | null;
	/** Puts the embedded API on a real Postgres instead of PGlite. */
	databaseUrl: string | null;
	/** Absolute path of the data folder. */
	dataDir: string;
	host: string;
	port: number;
	origin: string | null;
	/** Others than this machine may reach the server: by its address, or through a proxy. */
	isPublic: boolean;
	smtpUrl: string | null;
	mailFrom: string;
	passSigningKey: string | null;
	metricsToken: string | null;
	seed: 'demonstration' | 'none';
	admin: { email: string; password: string } | null;
	/** Shows the mailbox page to others than this machine. */
	mailbox: boolean;
	logLevel: LogLevel;
	trustProxy: boolean;
	/** 32 bytes that encrypt ID numbers and key their digests. */
	identityKey: () => Buffer;
}

/** Wrong variables, each named with its mend. */
export class SettingsError extends Error {
	override name = 'SettingsError';
	constructor(readonly problems: string[]) {
		super(`Settings to mend:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
	}
}

const LOOPBACK = /^(localhost|127(\.\d+){3}|::1|\[::1\])$/i;
const LOG_LEVELS: LogLevel[] = ['silent', 'error', 'warn', 'info', 'debug'];

/**
 * Reads the settings from an environment. A blank variable counts as not set.
 * @throws SettingsError with all problems at once
 */
export function readSettings(source: Record<string, string | undefined>): Settings {
	const problems: string[] = [];
	const get = (name: string): string | null => source[name]?.trim() || null;
	const address = (name: string, protocols: string[], example: string): string | null => {
		const text = get(name);
		if (text && !protocols.some((p) => text.startsWith(`${p}://`) && URL.canParse(text))) {
			problems.push(`${name} is not an address such as ${example}`);
		}
		return text;
	};
	const oneOf = <T extends string>(name: string, choices: T[], fallback: T): T => {
		const text = get(name);
		const choice = choices.find((c) => c === text);
		if (text && !choice) problems.push(`${name} must be ${choices.join(' or ')}, not "${text}"`);
		return choice ?? fallback;
	};
	const flag = (name: string): boolean =>
		oneOf(name, ['0', '1', 'false', 'true'], '0') >= '1' && get(name) !== 'false';

	const url = address('PUBLIC_SUPABASE_URL', ['https', 'http'], 'https://abc.supabase.co');
	const publishableKey = get('PUBLIC_SUPABASE_KEY');
	const secretKey = get('SUPABASE_SECRET_KEY');
	const databaseUrl = address(
		'DATABASE_URL',
		['postgres', 'postgresql'],
		'postgres://user:password@host:5432/name',
	);
	if (url && !publishableKey) {
		problems.push('PUBLIC_SUPABASE_KEY is missing: copy the publishable key of the project');
	}
	if (url && !secretKey) {
		problems.push('SUPABASE_SECRET_KEY is missing: copy the secret key of the project');
	}
	if (url && databaseUrl) {
		problems.push(
			'DATABASE_URL and PUBLIC_SUPABASE_URL exclude each other: unset DATABASE_URL to use Supabase',
		);
	}
	if (!url && (publishableKey || secretKey)) {
		problems.push(
			'PUBLIC_SUPABASE_URL is missing although a Supabase key is set: set it, or unset the keys',
		);
	}

	const host = get('HOST') ?? '127.0.0.1';
	const portText = get('PORT') ?? '5173';
	const port = Number(portText);
	if (!/^\d+$/.test(portText) || port > 65535) {
		problems.push(`PORT must be a number from 0 to 65535, not "${portText}"`);
	}
	const origin = address('ORIGIN', ['https', 'http'], 'https://hui.example.cn');

	const email = get('ADMIN_EMAIL');
	const password = get('ADMIN_PASSWORD');
	if (email && !/^[^\s@]+@[^\s@]+$/.test(email)) {
		problems.push('ADMIN_EMAIL is not an e-mail address');
	}
	if (email && !password) problems.push('ADMIN_PASSWORD is missing beside ADMIN_EMAIL');
	if (password && !email) problems.push('ADMIN_EMAIL is missing beside ADMIN_PASSWORD');
	if (password && (password.length < 10 || password.length > 72)) {
		problems.push('ADMIN_PASSWORD must have 10 to 72 characters');
	}

	const identityText = get('IDENTITY_KEY');
	if (identityText && Buffer.from(identityText, 'base64').length !== 32) {
		problems.push(
			'IDENTITY_KEY must be 32 bytes in base64: make one with `openssl rand -base64 32`',
		);
	}
	if (url && !identityText) {
		problems.push(
			'IDENTITY_KEY is missing: servers on Supabase share one; make it with `openssl rand -base64 32`',
		);
	}

	const trustProxy = flag('TRUST_PROXY');
	const named = origin && URL.canParse(origin) ? new URL(origin).hostname : '127.0.0.1';
	const isPublic = !LOOPBACK.test(host) || !LOOPBACK.test(named) || trustProxy;
	// Demonstration accounts have known passwords, so they are made for others only if asked.
	const seed = oneOf(
		'SEED',
		['demonstration', 'none'],
		!url && !isPublic && !email ? 'demonstration' : 'none',
	);
	const dataDir = resolve(get('DATA_DIR') ?? '.data');
	const settings: Settings = {
		supabase: url && publishableKey && secretKey ? { url, publishableKey, secretKey } : null,
		databaseUrl,
		dataDir,
		host,
		port,
		origin,
		isPublic,
		smtpUrl: address('SMTP_URL', ['smtp', 'smtps'], 'smtps://user:password@smtp.example.cn:465'),
		mailFrom: get('MAIL_FROM') ?? '徽匠通 <no-reply@localhost>',
		passSigningKey: get('PASS_SIGNING_KEY'),
		metricsToken: get('METRICS_TOKEN'),
		seed,
		admin: email && password ? { email, password } : null,
		mailbox: flag('MAILBOX'),
		logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
		trustProxy,
		identityKey: () =>
			Buffer.from(
				identityText ??
					secretFile(dataDir, 'identity-key', () => randomBytes(32).toString('base64')),
				'base64',
			),
	};
	if (settings.smtpUrl && !get('MAIL_FROM')) {
		problems.push(
			'MAIL_FROM is missing beside SMTP_URL: name the sender, e.g. 徽匠通 <no-reply@example.cn>',
		);
	}
	if (problems.length > 0) throw new SettingsError(problems);
	return settings;
}
