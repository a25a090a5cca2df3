import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';
import type { ProfileForm } from './schema';

type Client = SupabaseClient<Database>;

/** Finds, claims or makes the person behind the account that just signed in. */
export function ensurePerson(client: Client) {
	return call(client.rpc('ensure_person'));
}

/** Keeps the language for the mails to the person. */
export function useLocale(client: Client, locale: string) {
	return call(client.rpc('use_locale', { p_locale: locale }));
}

export function updateProfile(client: Client, profile: ProfileForm) {
	return call(client.rpc('update_profile', { p_profile: profile }));
}

export function requestJoin(client: Client, unionId: string, note: string | null) {
	return call(client.rpc('request_join', { p_union: unionId, p_note: note ?? undefined }));
}

export function cancelJoin(client: Client, requestId: string) {
	return call(client.rpc('cancel_join', { p_request: requestId }));
}

/** The person's requests to join a union, newest first. */
export async function joinRequests(client: Client, personId: string) {
	return unwrap(
		await client
			.from('union_join_requests')
			.select(
				'id, status, reason, created_at, decided_at, union:unions!union_join_requests_union_id_fkey(id, name)',
			)
			.eq('person_id', personId)
			.order('created_at', { ascending: false })
			.limit(10),
	);
}

/** What the menus need to know: may this person organize or scan somewhere? */
export async function standing(client: Client, personId: string) {
	const grants = unwrap(
		await client
			.from('grants')
			.select('role, union_id, event_id, starts_at, ends_at')
			.eq('person_id', personId)
			.is('revoked_at', null),
	);
	const now = Date.now();
	const roles = grants
		.filter((g) => Date.parse(g.starts_at) <= now && !(g.ends_at && Date.parse(g.ends_at) <= now))
		.map((g) => g.role);
	const any = (...wanted: string[]) => roles.some((role) => wanted.includes(role));
	return {
		organize: any('admin', 'organizer', 'reviewer', 'manager'),
		checkin: any('admin', 'organizer', 'manager', 'scanner'),
	};
}
