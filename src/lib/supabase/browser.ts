import type { Database } from './database.types';
import { publishableKey } from './key';
import { storedSession, type Session } from './session';
import type { RestError } from './unwrap';

/**
 * How the offline apps call the database: a function by its name, as the signed-in user, over one
 * `fetch`. Supabase's own client would cost a phone 50 kB before its first scan.
 *
 * The session lives in cookies that the server writes too. A token that ran out is renewed by the
 * server, which does so with every answer; the device's clock, which may be wrong, has no part in it.
 */

type Functions = Database['public']['Functions'];
/** None at all for a function without arguments. */
type Arguments<Name extends keyof Functions> =
	Functions[Name]['Args'] extends Record<PropertyKey, never> ? [] : [args: Functions[Name]['Args']];

export type RpcAnswer<T> =
	{ data: T; error: null; status: number } | { data: null; error: RestError; status: number };

export type Rpc = <Name extends keyof Functions>(
	name: Name,
	...args: Arguments<Name>
) => Promise<RpcAnswer<Functions[Name]['Returns']>>;

/** One user of this browser, and the database as that user sees it. */
export interface Account {
	userId: string;
	/**
	 * Calls a function. Answers as signed out when somebody else is signed in by now: what one has
	 * collected is never sent in another's name.
	 */
	rpc: Rpc;
}

/** Who is signed in here, told without a network; null when nobody is. */
export async function signedIn(): Promise<Account | null> {
	const session = await storedSession();
	return session && accountOf(session.userId);
}

/** For tests, and for {@link signedIn}. */
export function accountOf(userId: string): Account {
	return {
		userId,
		rpc: async (name, ...[args]) => {
			try {
				return await callAs(userId, name, args ?? {});
			} catch (error) {
				// No network, or somebody in between who answers for the server.
				if (error instanceof TypeError || error instanceof SyntaxError) {
					return refused(0, '', String(error));
				}
				throw error;
			}
		},
	};
}

async function callAs<Name extends keyof Functions>(
	userId: string,
	name: Name,
	args: object,
): Promise<RpcAnswer<Functions[Name]['Returns']>> {
	const session = await storedSession();
	if (session?.userId !== userId) return refused(401, '', 'nobody is signed in');
	const answer = await post<Functions[Name]['Returns']>(name, args, session.accessToken);
	if (answer.status !== 401) return answer;
	const renewed = await renew(session.accessToken);
	if (renewed?.userId !== userId || renewed.accessToken === session.accessToken) return answer;
	return post(name, args, renewed.accessToken);
}

async function post<T>(name: string, args: object, token: string): Promise<RpcAnswer<T>> {
	const res = await fetch(`/rest/v1/rpc/${name}`, {
		method: 'POST',
		headers: {
			apikey: await publishableKey(),
			authorization: `Bearer ${token}`,
			'content-type': 'application/json',
		},
		body: JSON.stringify(args),
	});
	const text = await res.text();
	if (res.ok) {
		const data = (text === '' ? null : JSON.parse(text)) as T;
		return { data, error: null, status: res.status };
	}
	return { data: null, error: readError(text), status: res.status };
}

/** What PostgREST says about a failure; empty when something in between answered. */
function readError(text: string): RestError {
	const nothing = { code: '', message: text.slice(0, 200), hint: '', details: '' };
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? { ...nothing, ...value } : nothing;
	} catch (error) {
		if (error instanceof SyntaxError) return nothing;
		throw error;
	}
}

function refused(status: number, code: string, message: string): RpcAnswer<never> {
	return { data: null, error: { code, message, hint: '', details: '' }, status };
}

let renewing: Promise<Session | null> | undefined;

/** Has the server renew a session whose token was refused; one request for all who wait for it. */
function renew(stale: string): Promise<Session | null> {
	renewing ??= alone(async () => {
		const now = await storedSession();
		if (now?.accessToken !== stale) return now; // another page was faster
		const res = await fetch('/api/backend', { cache: 'no-store' });
		if (!res.ok) throw new TypeError(`the session could not be renewed (${res.status})`);
		return storedSession();
	}).finally(() => (renewing = undefined));
	return renewing;
}

/** Pages of one browser renew one after another. Browsers keep locks from plain http. */
function alone<T>(work: () => Promise<T>): Promise<T> {
	const { locks } = navigator as { locks?: LockManager };
	return locks ? locks.request('huijiang-session', work) : work();
}
