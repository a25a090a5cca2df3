import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from './server';
import type { DemoRole } from './test';

/** Whoever asks: a demonstration account, or nobody. */
export type Who = DemoRole | 'anon';

/** The keys of a server's data folder. */
export function keysOf(server: Server): { publishable: string; secret: string } {
	return JSON.parse(readFileSync(join(server.dataDir, 'keys.json'), 'utf8')) as {
		publishable: string;
		secret: string;
	};
}

/** A form post, as a browser without scripts sends it. */
export function postForm(
	server: Server,
	path: string,
	fields: Record<string, string>,
	headers: Record<string, string> = {},
): Promise<Response> {
	return fetch(server.url + path, {
		method: 'POST',
		redirect: 'manual',
		headers: { origin: server.url, accept: 'text/html', ...headers },
		body: new URLSearchParams(fields),
	});
}

/** What an answer set, as the next request sends it. */
export function cookiesOf(answer: Response): string {
	return answer.headers
		.getSetCookie()
		.map((cookie) => cookie.split(';')[0] ?? '')
		.filter((cookie) => !cookie.endsWith('='))
		.join('; ');
}

/** Signs in through the form; returns the cookies of the session. */
export async function cookiesFor(server: Server, role: DemoRole): Promise<string> {
	const answer = await postForm(server, '/sign-in?/password', {
		email: `${role}@example.test`,
		password: 'huijiang-demo',
	});
	if (answer.status !== 303) throw new Error(`${role} could not sign in: ${answer.status}`);
	return cookiesOf(answer);
}

interface Session {
	access_token: string;
	refresh_token: string;
}

/** The session in its cookies. */
export function sessionIn(cookies: string): Session {
	const parts = cookies
		.split('; ')
		.filter((cookie) => cookie.startsWith('huijiang-session'))
		.sort()
		.map((cookie) => cookie.slice(cookie.indexOf('=') + 1));
	const text = Buffer.from(parts.join('').replace(/^base64-/, ''), 'base64url').toString();
	return JSON.parse(text) as Session;
}

/** The token in a session's cookies. */
export const tokenIn = (cookies: string): string => sessionIn(cookies).access_token;

/** Asks the API under /rest/v1 or /auth/v1. */
export function api(
	server: Server,
	path: string,
	options: { token?: string; key?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Response> {
	const headers: Record<string, string> = {
		apikey: options.key ?? keysOf(server).publishable,
		...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
		...options.headers,
	};
	if (options.body === undefined) return fetch(server.url + path, { headers });
	return fetch(server.url + path, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(options.body),
	});
}

/** Rows as the server itself sees them. */
export async function rows<T>(server: Server, query: string): Promise<T[]> {
	const answer = await api(server, `/rest/v1/${query}`, { key: keysOf(server).secret });
	if (!answer.ok) throw new Error(`${query}: ${answer.status} ${await answer.text()}`);
	return (await answer.json()) as T[];
}

/**
 * An account for one test, so that its tries do not use up those of the demonstration accounts, which
 * the files of one run share.
 */
export async function makeAccount(server: Server): Promise<{ email: string; password: string }> {
	const account = { email: `${crypto.randomUUID()}@example.test`, password: 'a long password' };
	const made = await api(server, '/auth/v1/admin/users', {
		key: keysOf(server).secret,
		body: { ...account, email_confirm: true },
	});
	if (!made.ok) throw new Error(`No account was made: ${made.status}`);
	return account;
}
