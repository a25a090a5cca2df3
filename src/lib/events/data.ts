import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database, Tables } from '$lib/supabase/database.types';
import { pageCount, PAGE_ROWS } from '$lib/shared/paging';
import { unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;
export type Event = Tables<'events'>;
/** A part of an event, with the places taken in it. */
export type Division = Tables<'divisions'> & { taken: number };

/** One page of the public events that are still to come or under way, soonest first. */
export async function upcomingEvents(client: Client, now: Date, page = 1) {
	const from = (page - 1) * PAGE_ROWS;
	const events = unwrap(
		await client
			.from('events')
			.select(
				'id, name, kind, level, class, venue, starts_at, ends_at, time_zone, registration_opens_at, registration_closes_at, union:unions!events_union_id_fkey(short_name), divisions!divisions_event_id_fkey(capacity, places:division_places(taken))',
			)
			.eq('status', 'published')
			.eq('visibility', 'public')
			.gte('ends_at', now.toISOString())
			.order('starts_at')
			.order('id')
			.range(from, from + PAGE_ROWS - 1),
	);
	return events.map((event) => ({
		...event,
		divisions: event.divisions.map(({ capacity, places }) => ({
			capacity,
			taken: places?.taken ?? 0,
		})),
	}));
}

/** The name of the union that an event belongs to. */
export async function ownerName(client: Client, unionId: string): Promise<string> {
	const union = await client.from('unions').select('name').eq('id', unionId).maybeSingle();
	return unwrap(union)?.name ?? '';
}

/** How many pages those events have. */
export async function upcomingPages(client: Client, now: Date): Promise<number> {
	const answer = await client
		.from('events')
		.select('id', { count: 'exact', head: true })
		.eq('status', 'published')
		.eq('visibility', 'public')
		.gte('ends_at', now.toISOString());
	unwrap(answer);
	return pageCount(answer.count ?? 0);
}

/**
 * One event with its divisions in order, for whoever may see it: a public one, one's own, or an
 * unlisted one by its address. Null when there is none, or it is a draft of somebody else.
 */
export async function eventById(
	client: Client,
	eventId: string,
): Promise<{ event: Event; divisions: Division[] } | null> {
	const { data: seen } = await client.from('events').select('*').eq('id', eventId).maybeSingle();
	const event = seen ?? unwrap(await client.rpc('event_by_id', { p_event: eventId }))[0];
	if (!event) return null;
	return { event, divisions: unwrap(await client.rpc('event_divisions', { p_event: eventId })) };
}
