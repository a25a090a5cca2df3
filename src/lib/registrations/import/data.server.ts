import type { SupabaseClient } from '@supabase/supabase-js';
import type { Sex } from '$lib/shared/formats/idNumber';
import type { Database } from '$lib/supabase/database.types';
import { serviceClient } from '$lib/supabase/service.server';
import { call, unwrap } from '$lib/supabase/unwrap';
import type { TeamChoice } from '../domain/import/context';
import type { ExistingRegistration } from '../domain/import/plan';

/** Rows that one answer may hold, whatever the API's own limit. */
const PAGE = 1000;

/** Reads all pages of a query whose order is fixed. */
export async function allPages<T>(
	page: (from: number, to: number) => PromiseLike<T[]>,
): Promise<T[]> {
	const rows: T[] = [];
	for (let from = 0; ; from += PAGE) {
		const next = await page(from, from + PAGE - 1);
		rows.push(...next);
		if (next.length < PAGE) return rows;
	}
}

/** The teams that may be named in a sheet: the event's union and all below it, in official order. */
export async function teamsUnder(
	client: SupabaseClient<Database>,
	unionId: string,
): Promise<TeamChoice[]> {
	const unions = await allPages(async (from, to) =>
		unwrap(
			await client
				.from('unions')
				.select('id, name, short_name')
				.contains('ancestor_ids', [unionId])
				.order('sort_order')
				.order('id')
				.range(from, to),
		),
	);
	return unions.map((union) => ({
		unionId: union.id,
		name: union.short_name,
		aliases: union.name === union.short_name ? [] : [union.name],
	}));
}

/** Counts that an account has a sheet examined; the sizes stand in the migration `limit_calls`. */
export function countCheck(userId: string) {
	return call(serviceClient().rpc('limit_account', { p_account: userId, p_act: 'import_check' }));
}

export interface KnownRegistration extends ExistingRegistration {
	/**
	 * A sheet of this event does not change name, sex and phone: the person has an account and keeps
	 * them up, or another event entered the person too.
	 */
	fixed: boolean;
}

/**
 * All registrations of an event, the canceled ones too, with what recognises their people. Reads
 * past row-level security: only for those who may run the event.
 */
export async function knownRegistrations(eventId: string): Promise<KnownRegistration[]> {
	const rows = await allPages(async (from, to) =>
		unwrap(
			await serviceClient()
				.from('registrations')
				.select(
					`id, division_id, union_id, is_live, trade_years, answers,
					person:people!inner(name, sex, phone, user_id, identity:person_identities(hmac),
						entries:registrations(event_id))`,
				)
				.eq('event_id', eventId)
				.order('id')
				.range(from, to),
		),
	);
	return rows.map(({ person, ...row }) => ({
		registrationId: row.id,
		divisionId: row.division_id,
		canceled: !row.is_live,
		fixed: person.user_id !== null || person.entries.some((entry) => entry.event_id !== eventId),
		name: person.name ?? '',
		phone: person.phone,
		idHmac: person.identity?.hmac ?? null,
		values: {
			sex: person.sex as Sex | null,
			unionId: row.union_id,
			tradeYears: decimal(row.trade_years),
			employer: answer(row.answers, 'employer'),
			skillLevel: answer(row.answers, 'skill_level'),
			note: answer(row.answers, 'note'),
		},
	}));
}

/** A decimal of the API, which may come as a text (`3.0`). */
export function decimal(value: number | string | null): number | null {
	return value === null ? null : Number(value);
}

/** A text among a registration's answers, or null. */
export function answer(answers: unknown, key: string): string | null {
	if (typeof answers !== 'object' || answers === null) return null;
	const value = (answers as Record<string, unknown>)[key];
	return typeof value === 'string' && value !== '' ? value : null;
}
