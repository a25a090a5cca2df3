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
			getAll: () => event.cookies.getAll(),
			setAll: (cookies, headers) => {
				for (const { name, value, options } of cookies) {
					event.cookies.set(name, value, { ...options, path: '/' });
				}
				// A renewed session must never be kept by a cache in between.
				event.setHeaders(headers);
			},
		},
	});
}
