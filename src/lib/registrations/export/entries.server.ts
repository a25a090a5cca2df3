import type { SupabaseClient } from '@supabase/supabase-js';
import type { Failure } from '$lib/shared/errors';
import type { Sex } from '$lib/shared/formats/idNumber';
import { ok, type Result } from '$lib/shared/result';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';
import { compareEntries } from '../domain/order';
import type { ExportEntry } from './documents';
import { allPages, answer, decimal } from '../import/data.server';

type Client = SupabaseClient<Database>;

/** An entry with what its pass needs. */
export interface ListedEntry extends ExportEntry {
	registrationId: string;
	personId: string;
	shortCode: string;
}

const PAGE = 1000;

/**
 * The approved registrations of an event as lists and papers show them, in the official order.
 * Without ID numbers: an export that carries those has rules of its own.
 *
 * Errors: `not_permitted` for whoever does not run the event.
 */
export async function listedEntries(
	client: Client,
	eventId: string,
): Promise<Result<ListedEntry[], Failure>> {
	const rows: Listed[] = [];
	for (let offset = 0; ; offset += PAGE) {
		const page = await call(
			client.rpc('list_registrations', {
				p_event: eventId,
				p_filter: { status: 'approved' },
				p_limit: PAGE,
				p_offset: offset,
			}),
		);
		if (!page.ok) return page;
		rows.push(...page.value);
		if (page.value.length < PAGE) break;
	}
	const [regions, arrivals] = await Promise.all([
		regionCodes(client, rows),
		firstArrivals(client, eventId),
	]);
	const entries = rows.map((row): ListedEntry => ({
		registrationId: row.id,
		personId: row.person_id,
		shortCode: row.short_code,
		entryNo: null,
		regionCode: regions.get(row.union_id) ?? null,
		teamName: row.union_name || null,
		name: row.name,
		sex: row.sex as Sex | null,
		idNumber: null,
		phone: row.phone,
		employer: answer(row.answers, 'employer'),
		divisionNumber: row.division_number,
		divisionName: row.division_name,
		tradeYears: decimal(row.trade_years),
		skillLevel: answer(row.answers, 'skill_level'),
		note: answer(row.answers, 'note'),
		checkedInAt: arrivals.get(row.id) ?? null,
	}));
	entries.sort(compareEntries);
	// The number on the papers: the place in this order.
	return ok(entries.map((entry, index) => ({ ...entry, entryNo: index + 1 })));
}

type Listed = Database['public']['Functions']['list_registrations']['Returns'][number];

async function regionCodes(client: Client, rows: Listed[]): Promise<Map<string, string | null>> {
	const ids = [...new Set(rows.flatMap((row) => row.union_id ?? []))];
	const codes = new Map<string, string | null>();
	// Ids travel in the address, which has its limits.
	for (let from = 0; from < ids.length; from += 100) {
		const unions = unwrap(
			await client
				.from('unions')
				.select('id, region_code')
				.in('id', ids.slice(from, from + 100)),
		);
		for (const union of unions) codes.set(union.id, union.region_code);
	}
	return codes;
}

async function firstArrivals(client: Client, eventId: string): Promise<Map<string, string>> {
	const rows = await allPages(async (from, to) =>
		unwrap(
			await client
				.from('attendances')
				.select('registration_id, at')
				.eq('event_id', eventId)
				.eq('counts_attendance', true)
				.order('at')
				.order('scan_id')
				.range(from, to),
		),
	);
	const first = new Map<string, string>();
	for (const { registration_id, at } of rows) {
		if (registration_id && at && !first.has(registration_id)) first.set(registration_id, at);
	}
	return first;
}
