import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;

const OWN = `id, status, status_reason, short_code, trade_years, created_at, canceled_at, division_id,
	division:divisions!registrations_division_id_fkey(id, name),
	event:events!registrations_event_id_fkey(id, name, kind, status, status_reason, venue, address, starts_at, ends_at, time_zone, registration_closes_at),
	union:unions!registrations_union_id_fkey(short_name)`;

/** The person's own registrations with their events; staff rights add nothing here. */
export async function ownRegistrations(client: Client, personId: string) {
	return unwrap(
		await client
			.from('registrations')
			.select(OWN)
			.eq('person_id', personId)
			.order('created_at', { ascending: false })
			.limit(200),
	);
}
export type OwnRegistration = Awaited<ReturnType<typeof ownRegistrations>>[number];

/** The person's live registrations in one event. */
export async function liveInEvent(client: Client, personId: string, eventId: string) {
	const rows = unwrap(
		await client
			.from('registrations')
			.select('id, status, division_id, division:divisions!registrations_division_id_fkey(name)')
			.eq('person_id', personId)
			.eq('event_id', eventId)
			.eq('is_live', true),
	);
	return rows.map((r) => ({
		id: r.id,
		status: r.status,
		division_id: r.division_id,
		division_name: r.division.name,
	}));
}

/** The person's latest registration in an event, a live one before any other; null without any. */
export async function ownInEvent(client: Client, personId: string, eventId: string) {
	const rows = unwrap(
		await client
			.from('registrations')
			.select(OWN)
			.eq('person_id', personId)
			.eq('event_id', eventId)
			.order('is_live', { ascending: false })
			.order('created_at', { ascending: false })
			.limit(1),
	);
	return rows[0] ?? null;
}

/** The person takes their own registration back, while sign-up is open. */
export function withdraw(client: Client, registrationId: string) {
	return call(client.rpc('withdraw', { p_registration: registrationId }));
}
