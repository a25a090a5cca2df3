import { createServerClient as createClient } from '@supabase/ssr';
import type { RequestEvent } from '@sveltejs/kit';
import type { SupabaseClient } from '@supabase/supabase-js';
import { backend } from './backend.server';
import { AUTH_COOKIE } from './cookie';
import type { Database } from './database.types';

/**
 * A client that acts as the signed-in user of one request, under row-level security. It reads the
 * session from the request's cookies and writes a renewed one to the answer's.
 */
export function createServerClient(event: RequestEvent): SupabaseClient<Database> {
	const { url, publishableKey, fetch } = backend();
	return createClient<Database>(url, publishableKey, {
		cookieOptions: {
			name: AUTH_COOKIE,
			path: '/',
			sameSite: 'lax',
			secure: event.url.protocol === 'https:',
		},
		global: fetch ? { fetch } : {},
		cookies: {
			// A cookie that was just taken back is still listed, with nothing in it.
			getAll: () => event.cookies.getAll().filter(({ value }) => value !== ''),
			setAll: (cookies, headers) => {
				// The library also ends a session in the background, more than once, and after the answer
				// has left: what can no longer be written comes again with the next request.
				if (event.locals.answered) return;
				for (const { name, value, options } of cookies) {
					event.cookies.set(name, value, { ...options, path: '/' });
				}
				// A renewed session must never be kept by a cache in between.
				event.locals.sessionHeaders = headers;
			},
		},
	});
}
