import type { SupabaseClient } from '@supabase/supabase-js';
import type { Failure } from '$lib/shared/errors';
import { pageCount, PAGE_ROWS } from '$lib/shared/paging';
import type { Result } from '$lib/shared/result';
import type { Database, Json } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';
import type { Consent } from '../domain/consents';
import type { EventForm } from '../schema';

type Client = SupabaseClient<Database>;

export type DeskEvent = Database['public']['Functions']['desk_events']['Returns'][number];

/**
 * One page of the events that the caller runs, with the counts of the list: what is to come first,
 * soonest first, then what is over, latest first. A page past the last is empty.
 */
export async function deskEvents(
	client: Client,
	page: number,
): Promise<{ events: DeskEvent[]; pages: number }> {
	const events = unwrap(
		await client.rpc('desk_events', { p_limit: PAGE_ROWS, p_offset: (page - 1) * PAGE_ROWS }),
	);
	return { events, pages: pageCount(events[0]?.total ?? 0) };
}

/** One of the events that the caller runs, or null when it is none of theirs. */
export async function deskEvent(client: Client, eventId: string): Promise<DeskEvent | null> {
	return unwrap(await client.rpc('desk_event', { p_event: eventId }).maybeSingle());
}

/** What waits on an event, by status. */
export async function eventCounts(client: Client, eventId: string) {
	return unwrap(await client.rpc('event_counts', { p_event: eventId }).single());
}

/**
 * Saves an event with all its divisions; a new one comes into being under the form's id. Refused with
 * `changed_meanwhile` when the event is no longer the one that the form was filled from.
 */
export function saveEvent(
	client: Client,
	{ event, divisions }: EventForm,
	consents: Consent[],
): Promise<Result<string, Failure>> {
	const { id, ...columns } = event;
	const row: { [column: string]: Json } = { ...columns, consents: consents.map((c) => ({ ...c })) };
	return call(
		client.rpc('save_event', {
			p_id: id,
			p_event: row,
			p_divisions: divisions,
		}),
	);
}

/** Publishes, ends, archives or calls off an event (with a reason), or takes such a step back. */
export function setEventStatus(client: Client, eventId: string, status: string, reason?: string) {
	return call(
		client.rpc('set_event_status', { p_event: eventId, p_status: status, p_reason: reason }),
	);
}

/** The unions under which the caller may make events: those of their grants, names in order. */
export async function organizingUnions(client: Client, personId: string, now: Date) {
	const grants = unwrap(
		await client
			.from('grants')
			.select('ends_at, starts_at, union:unions!inner(id, name, short_name, sort_order)')
			.eq('person_id', personId)
			.in('role', ['admin', 'organizer'])
			.is('revoked_at', null),
	);
	const inForce = grants.filter(
		(g) =>
			Date.parse(g.starts_at) <= now.getTime() &&
			!(g.ends_at && Date.parse(g.ends_at) <= now.getTime()),
	);
	const unions = new Map(inForce.map((g) => [g.union.id, g.union]));
	return [...unions.values()].sort((a, b) => a.sort_order - b.sort_order);
}

/** How many live registrations each team has in each division, in the official order. */
export async function teamDivisions(client: Client, eventId: string) {
	return unwrap(await client.rpc('event_team_divisions', { p_event: eventId }));
}

/** The teams of an event in the official order. */
export async function eventTeams(client: Client, eventId: string) {
	return unwrap(await client.rpc('event_teams', { p_event: eventId }));
}
