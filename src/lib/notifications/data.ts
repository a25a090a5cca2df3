import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;

/** How many notifications the person has not read. */
export async function unreadCount(client: Client, personId: string): Promise<number> {
	const { count, error } = await client
		.from('notifications')
		.select('id', { count: 'exact', head: true })
		.eq('person_id', personId)
		.is('read_at', null);
	if (error) throw new Error(error.message);
	return count ?? 0;
}

/** The person's last notifications, newest first. */
export async function notifications(client: Client, personId: string) {
	return unwrap(
		await client
			.from('notifications')
			.select(
				'id, kind, params, created_at, read_at, event:events!notifications_event_id_fkey(id, name)',
			)
			.eq('person_id', personId)
			.order('created_at', { ascending: false })
			.limit(100),
	);
}

export async function markRead(client: Client): Promise<void> {
	unwrap(await client.rpc('mark_notifications_read'));
}
