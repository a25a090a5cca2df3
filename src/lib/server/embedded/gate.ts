import { createHash, timingSafeEqual } from 'node:crypto';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
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

/**
 * What stands before the embedded library: it has no rate limits, no admin API, knows one-time codes
 * by another name than supabase-js, and lets a password sign-up take an address it never proved.
 */
export function gate(db: Database, keys: Keys, api: (req: Request) => Promise<Response>): ApiFetch {
	const sends = new RateLimiterMemory(SENDS);
	const tries = new RateLimiterMemory(TRIES);
	const peerSends = new RateLimiterMemory(PEER_SENDS);

	/** Runs a sign-in; a failure costs one of the account's tries. */
	async function guess(account: string, req: Request): Promise<Response> {
		const used = await tries.get(account);
		if (used && used.consumedPoints >= TRIES.points) return tooMany(used);
		const res = await api(req);
		if (res.status >= 400 && res.status < 500) await tries.penalty(account);
		else if (res.ok) await tries.delete(account);
		return res;
	}

	async function auth(action: string, req: Request, peer: string | null): Promise<Response> {
		if (req.method !== 'POST' || !(SENDING.has(action) || /^(verify|token|signup)$/.test(action))) {
			// Links with a token in them are not used: codes work on any device and in any mail app.
			return action === 'verify' ? failure(405, 'method_not_allowed', 'Use the code') : api(req);
		}
		const body = await jsonBody(req);
		if (!body) return failure(400, 'bad_json', 'The body is not a JSON object');
		const account = String(body.email ?? body.phone ?? '').toLowerCase();
		if (action === 'signup') {
			return failure(422, 'signup_disabled', 'Begin with a one-time code, then set a password');
		}
		if (SENDING.has(action)) {
			try {
				await sends.consume(account);
				if (peer) await peerSends.consume(peer);
			} catch (refused) {
				if (refused instanceof RateLimiterRes) return tooMany(refused);
				throw refused;
			}
			return api(withBody(req, body));
		}
		if (action === 'token') {
			const isPassword = new URL(req.url).searchParams.get('grant_type') === 'password';
			return isPassword ? guess(account, withBody(req, body)) : api(withBody(req, body));
		}
		// The library's name for the code that signs in; it finds confirmation codes by it too.
		if (body.type === 'email') body.type = 'magiclink';
		return guess(account, withBody(req, body));
	}

	return async (req, peer) => {
		const { pathname } = new URL(req.url);
		const action = /^\/auth\/v1\/([a-z]+)/.exec(pathname)?.[1];
		if (!action) return api(req);
		if (action !== 'admin') return auth(action, req, peer);
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
