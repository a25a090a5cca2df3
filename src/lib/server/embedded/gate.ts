import { createHash, timingSafeEqual } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { log } from '../log';
import { adminUsers, failure } from './auth-admin';
import type { Database } from './database';
import type { Keys } from './keys';

/** Answers a request of the API; `peer` is the client's address, null for the server itself. */
export type ApiFetch = (req: Request, peer: string | null) => Promise<Response>;

/** Codes sent to one address, and wrong codes or passwords tried on one account. */
const SENDS = { points: 10, duration: 600 };
const TRIES = { points: 10, duration: 600 };
/** From one network address many people may come: a hall behind one connection. */
const PEER_SENDS = { points: 300, duration: 600 };

const SENDING = new Set(['otp', 'magiclink', 'recover', 'resend']);
/** What the library serves besides: who asks, what is offered, and the keys of tokens (none). */
const OTHER = new Set(['user', 'settings', 'health', '.well-known']);

/**
 * What stands before the embedded library: it has no rate limits, no admin API, knows one-time codes
 * by another name than supabase-js, lets a password sign-up take an address it never proved, and
 * fails on values of a wrong type. Only addresses known here reach it, so that none of the same
 * meaning in another writing (%74oken) passes by.
 */
export function gate(db: Database, keys: Keys, api: (req: Request) => Promise<Response>): ApiFetch {
	const sends = new RateLimiterMemory(SENDS);
	const tries = new RateLimiterMemory(TRIES);
	const peerSends = new RateLimiterMemory(PEER_SENDS);

	/**
	 * Runs a sign-in that costs one of the account's tries, given back when it succeeds. Paid before,
	 * or many at once would all be let in.
	 */
	async function guess(account: string, req: Request): Promise<Response> {
		const refused = await pay(tries, account);
		if (refused) return refused;
		const res = await api(req);
		if (res.ok) await tries.delete(account);
		else if (res.status >= 500) await tries.reward(account);
		return res;
	}

	async function send(to: string, req: Request, peer: string | null): Promise<Response> {
		const refused = (await pay(sends, to)) ?? (peer ? await pay(peerSends, peer) : null);
		return refused ?? api(req);
	}

	async function post(action: string, req: Request, peer: string | null): Promise<Response> {
		const body = await jsonBody(req);
		if (!body) return failure(400, 'bad_json', 'The body is not a JSON object');
		const wrong = notText(body);
		if (wrong) return failure(400, 'validation_failed', `${wrong} must be a text`);
		const account = String(body.email ?? body.phone ?? '').toLowerCase();
		if (action === 'user') {
			// A new address gets a code.
			return body.email ? send(account, withBody(req, body), peer) : api(withBody(req, body));
		}
		if (action === 'signup') {
			return failure(422, 'signup_disabled', 'Begin with a one-time code, then set a password');
		}
		if (SENDING.has(action)) {
			// With it the answer would tell whether an address is known.
			delete body.create_user;
			delete body.options;
			return send(account, withBody(req, body), peer);
		}
		if (action === 'token') {
			const isPassword = new URL(req.url).searchParams.get('grant_type') === 'password';
			return isPassword ? guess(account, withBody(req, body)) : api(withBody(req, body));
		}
		// Made of the address and the code alone: who could send it might try all codes of an address
		// under the names of others.
		delete body.token_hash;
		// The library's name for the code that signs in; it finds confirmation codes by it too.
		if (body.type === 'email') body.type = 'magiclink';
		return guess(account, withBody(req, body));
	}

	return async (req, peer) => {
		const { pathname } = new URL(req.url);
		if (!pathname.startsWith('/auth/v1')) {
			const res = await api(req);
			if (res.status !== 500) return res;
			// An answer to HEAD does not say why.
			const isHead = req.method === 'HEAD';
			return misread(isHead ? await api(new Request(req.url, { headers: req.headers })) : res);
		}
		const action = /^\/auth\/v1\/([a-z.-]+)(\/[a-z0-9./-]*)?$/.exec(pathname)?.[1] ?? '';
		if (SENDING.has(action) || /^(verify|token|signup)$/.test(action)) {
			// Links with a token in them are not used: codes work on any device and in any mail app.
			return req.method === 'POST'
				? post(action, req, peer)
				: failure(405, 'method_not_allowed', 'Use POST');
		}
		if (action === 'user' && req.method === 'PUT') return post(action, req, peer);
		// Signing out says everything in its address; a body that is none would be its failure.
		if (action === 'logout') return api(withBody(req, {}));
		if (OTHER.has(action)) return api(req);
		if (action !== 'admin') return failure(404, 'not_found', 'No such endpoint');
		const given = req.headers.get('apikey') ?? '';
		return same(given, keys.secret)
			? adminUsers(db, req)
			: failure(403, 'not_admin', 'Needs the secret key');
	};
}

/** Compares secrets without telling by the time taken how much of them was right. */
export function same(a: string, b: string): boolean {
	const digest = (text: string) => createHash('sha256').update(text).digest();
	return timingSafeEqual(digest(a), digest(b));
}

/**
 * The library fails on requests that it cannot read (an object where it expects a text, a filter named
 * like a property of all objects) instead of refusing them. Told in the log, should it ever be its own
 * fault.
 */
async function misread(res: Response): Promise<Response> {
	const text = await res.text();
	// PGRSTXXX: a view asked for what only a table has, such as the rows that a change touched.
	const unfit = text.includes('"code":"PGRSTXXX"');
	if (!unfit && !/"code":"SUP".*"(Type|Range|Syntax)Error: /.test(text)) {
		return new Response(text, res);
	}
	log.warn({ library: /"((Type|Range|Syntax)Error: [^"]{0,80})/.exec(text)?.[1] }, 'unreadable');
	return Response.json(
		{ code: 'PGRST100', details: null, hint: null, message: 'The request cannot be read' },
		{ status: 400 },
	);
}

/** Takes one point; the refusal when there is none left. */
async function pay(limiter: RateLimiterMemory, key: string): Promise<Response | null> {
	try {
		await limiter.consume(key);
		return null;
	} catch (refused) {
		if (refused instanceof RateLimiterRes) return tooMany(refused);
		throw refused;
	}
}

/** The first field that the library or Postgres would fail on, or null. */
function notText(body: Record<string, unknown>): string | null {
	for (const [name, value] of Object.entries(body)) {
		if (JSON.stringify(value)?.includes('\\u0000')) return name;
		const isText = TEXTS.has(name) ? typeof value === 'string' : true;
		if (value !== null && !isText) return name;
	}
	return null;
}

const TEXTS = new Set(
	'email phone password token token_hash type refresh_token auth_code code_verifier nonce'.split(
		' ',
	),
);

function tooMany(limit: RateLimiterRes): Response {
	const seconds = Math.ceil(limit.msBeforeNext / 1000);
	const res = failure(429, 'over_request_rate_limit', `Too many attempts: wait ${seconds} seconds`);
	res.headers.set('retry-after', String(seconds));
	return res;
}

async function jsonBody(req: Request): Promise<Record<string, unknown> | null> {
	try {
		const value: unknown = await req.json();
		return typeof value === 'object' && value !== null && !Array.isArray(value)
			? (value as Record<string, unknown>)
			: null;
	} catch {
		return null;
	}
}

function withBody(req: Request, body: unknown): Request {
	const headers = new Headers(req.headers);
	headers.delete('content-length');
	return new Request(req.url, { method: req.method, headers, body: JSON.stringify(body) });
}
