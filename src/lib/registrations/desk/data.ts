import type { SupabaseClient } from '@supabase/supabase-js';
import type { Failure } from '$lib/shared/errors';
import { ok, type Result } from '$lib/shared/result';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';
import type { Change, ListFilter } from '../domain/list-filter';

type Client = SupabaseClient<Database>;
type Row = Database['public']['Functions']['list_registrations']['Returns'][number];

/**
 * A registration as the organizer's list shows it. The generated types take every column of a
 * function's table for filled; these may be empty.
 */
export type DeskRegistration = Omit<Row, Nullable> & { [K in Nullable]: Row[K] | null };
type Nullable =
	| 'sex'
	| 'phone'
	| 'birth_date'
	| 'identity_tail'
	| 'union_id'
	| 'status_reason'
	| 'blocked_reason'
	| 'arrived_at'
	| 'trade_years';

/** Rows of one page. */
export const PAGE_SIZE = 50;

/** One page of an event's registrations in the official order, and how many there are in all. */
export async function registrationPage(
	client: Client,
	eventId: string,
	filter: ListFilter,
): Promise<Result<{ rows: DeskRegistration[]; total: number }, Failure>> {
	const answer = await call(
		client.rpc('list_registrations', {
			p_event: eventId,
			p_filter: filterOf(filter),
			p_limit: PAGE_SIZE,
			p_offset: (filter.page - 1) * PAGE_SIZE,
		}),
	);
	if (!answer.ok) return answer;
	const rows: DeskRegistration[] = answer.value;
	return { ok: true, value: { rows, total: rows[0]?.total ?? 0 } };
}

function filterOf({ division, union, status, arrival, search }: ListFilter) {
	return { division_id: division, union_id: union, status, arrival, search };
}

/** An API may cut an answer off after a thousand rows. */
const BATCH = 1000;

/** Everybody who matches a filter, on whatever page of the list. */
export async function matchingIds(
	client: Client,
	eventId: string,
	filter: ListFilter,
): Promise<Result<string[], Failure>> {
	const ids: string[] = [];
	for (;;) {
		const page = await call(
			client
				.rpc('list_registrations', {
					p_event: eventId,
					p_filter: filterOf(filter),
					p_limit: BATCH,
					p_offset: ids.length,
				})
				.select('id'),
		);
		if (!page.ok) return page;
		ids.push(...page.value.map((row) => row.id));
		if (page.value.length < BATCH) return ok(ids);
	}
}

/**
 * Changes one or many at once, all of them or none; returns how many changed. Those whose state is
 * that already are neither counted nor told.
 */
export function changeRegistrations(
	client: Client,
	eventId: string,
	{ ids, change, reason }: { ids: string[]; change: Change; reason: string },
): Promise<Result<number, Failure>> {
	return call(
		client.rpc('change_registrations', {
			p_event: eventId,
			p_ids: ids,
			p_change: change,
			p_reason: reason || undefined,
		}),
	);
}

/** One registration as the list shows it, or null when the caller may not see it or there is none. */
export async function deskRegistration(
	client: Client,
	eventId: string,
	registrationId: string,
): Promise<DeskRegistration | null> {
	const found = unwrap(
		await client
			.from('registrations')
			.select('short_code')
			.eq('event_id', eventId)
			.eq('id', registrationId)
			.maybeSingle(),
	);
	if (!found) return null;
	const rows: DeskRegistration[] = unwrap(
		await client.rpc('list_registrations', {
			p_event: eventId,
			p_filter: { search: found.short_code },
		}),
	);
	return rows.find((row) => row.id === registrationId) ?? null;
}

/** What a registration went through, newest first. */
export async function registrationHistory(client: Client, registrationId: string) {
	return unwrap(
		await client
			.from('registration_history')
			.select('id, at, status, serial, blocked_reason')
			.eq('registration_id', registrationId)
			.order('at', { ascending: false })
			.limit(100),
	);
}
