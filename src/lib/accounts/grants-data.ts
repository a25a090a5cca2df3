import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;

/** On what a role is held: a union and all below it, or one event. */
export type GrantScope = { union: string } | { event: string };

/** People who have proved exactly this phone or e-mail; limited, and for givers of roles only. */
export function findPerson(client: Client, contact: string) {
	return call(client.rpc('find_person', { p_contact: contact }));
}

/** Gives a role, or gives a role held already a new end. `endsAt` null: no end. */
export function giveGrant(
	client: Client,
	scope: GrantScope,
	{ personId, role, endsAt }: { personId: string; role: string; endsAt: Date | null },
) {
	return call(
		client.rpc('give_grant', {
			p_person: personId,
			p_role: role,
			p_union: 'union' in scope ? scope.union : undefined,
			p_event: 'event' in scope ? scope.event : undefined,
			p_ends_at: endsAt?.toISOString(),
		}),
	);
}

export function revokeGrant(client: Client, grantId: string) {
	return call(client.rpc('revoke_grant', { p_grant: grantId }));
}

/** Who holds a role on an event. */
export async function eventStaff(client: Client, eventId: string) {
	return unwrap(await client.rpc('event_staff', { p_event: eventId }));
}
