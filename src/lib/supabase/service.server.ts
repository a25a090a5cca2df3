import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { backend } from './backend.server';
import type { Database } from './database.types';

let client: SupabaseClient<Database> | undefined;

/**
 * The server's own client: row-level security does not apply to it. Check permission before, and hand
 * the acting user's id to the RPC, which checks again.
 */
export function serviceClient(): SupabaseClient<Database> {
	if (client) return client;
	const { url, secretKey, fetch } = backend();
	client = createClient<Database>(url, secretKey, {
		auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
		global: fetch ? { fetch } : {},
	});
	return client;
}
