import { error as refuse, type Handle, type RequestEvent } from '@sveltejs/kit';
import { isAuthRetryableFetchError, type SupabaseClient } from '@supabase/supabase-js';
import { building } from '$app/environment';
import type { Person } from '$lib/accounts/schema';
import { m } from '$lib/paraglide/messages';
import { AUTH_COOKIE } from '$lib/supabase/cookie';
import type { Database } from '$lib/supabase/database.types';
import { createServerClient } from '$lib/supabase/server';

/**
 * Who is asking: a Supabase client that acts as the signed-in user, the user's id from verified
 * claims, and the person behind the account, read once a request and only when asked for.
 */
export const session: Handle = async ({ event, resolve }) => {
	if (building) {
		event.locals.userId = null;
		event.locals.person = () => Promise.resolve(null);
		return resolve(event);
	}
	event.locals.supabase = createServerClient(event);
	event.locals.userId = await userOf(event.locals.supabase);
	if (!event.locals.userId && dropSession(event)) {
		// Else the pages that anybody may see would be asked for with a token that is refused.
		event.locals.supabase = createServerClient(event);
	}

	let person: Promise<Person | null> | undefined;
	event.locals.person = () => (person ??= readPerson(event.locals));
	const response = await resolve(event, {
		filterSerializedResponseHeaders: (name) =>
			name === 'content-range' || name === 'x-supabase-api-version',
	});
	event.locals.answered = true;
	for (const [name, value] of Object.entries(event.locals.sessionHeaders ?? {})) {
		response.headers.set(name, value);
	}
	return response;
};

/**
 * The user in the session's verified claims. A session that ended elsewhere, or belongs to another
 * backend, or is no session at all, is nobody's.
 * @throws HttpError 503 when the backend can't say: the session may be good
 */
async function userOf(client: SupabaseClient<Database>): Promise<string | null> {
	try {
		const { data, error } = await client.auth.getClaims();
		const status = error?.status ?? 0;
		if (error && (isAuthRetryableFetchError(error) || status >= 500 || status === 429)) {
			refuse(503, { code: 'unavailable', message: m.errors_unavailable() });
		}
		return data?.claims.sub ?? null;
	} catch (cause) {
		if (cause instanceof TypeError) return null; // what stands in the cookie has another form
		throw cause;
	}
}

/** Takes the session's cookies back; false when there are none. */
function dropSession({ cookies, url }: RequestEvent): boolean {
	const mine = cookies
		.getAll()
		.filter(({ name, value }) => value && name.split('.')[0] === AUTH_COOKIE);
	for (const { name } of mine) {
		// Over plain http a browser ignores what is marked as secure.
		cookies.delete(name, { path: '/', secure: url.protocol === 'https:' });
	}
	return mine.length > 0;
}

async function readPerson({ supabase, userId }: App.Locals): Promise<Person | null> {
	if (!userId) return null;
	const { data, error } = await supabase
		.from('people')
		.select('*, union:unions!people_union_id_fkey(id, name, short_name)')
		.eq('user_id', userId)
		.maybeSingle();
	if (error) throw error;
	return data;
}
