import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;

/** The unions that a person looks after as admin or reviewer, with the roles, in official order. */
export async function staffedUnions(client: Client, personId: string, now: Date) {
	const grants = unwrap(
		await client
			.from('grants')
			.select('role, starts_at, ends_at, union:unions!inner(id, name, kind, sort_order)')
			.eq('person_id', personId)
			.in('role', ['admin', 'reviewer', 'organizer'])
			.is('revoked_at', null),
	);
	const found = new Map<string, { id: string; name: string; order: number; roles: string[] }>();
	for (const { role, starts_at, ends_at, union } of grants) {
		const inForce =
			Date.parse(starts_at) <= now.getTime() && !(ends_at && Date.parse(ends_at) <= now.getTime());
		if (!inForce) continue;
		const entry = found.get(union.id) ?? {
			id: union.id,
			name: union.name,
			order: union.sort_order,
			roles: [],
		};
		entry.roles.push(role);
		found.set(union.id, entry);
	}
	return [...found.values()].sort((a, b) => a.order - b.order);
}

/** A union with the one above it, or null when there is none. */
export async function unionById(client: Client, unionId: string) {
	const union = unwrap(
		await client
			.from('unions')
			.select('id, name, short_name, kind, parent_id, ancestor_ids')
			.eq('id', unionId)
			.maybeSingle(),
	);
	if (!union) return null;
	const parent = union.parent_id
		? unwrap(await client.from('unions').select('id, name').eq('id', union.parent_id).maybeSingle())
		: null;
	return { ...union, parent };
}

/** The unions directly below one, in official order. */
export async function childUnions(client: Client, unionId: string) {
	return unwrap(
		await client
			.from('unions')
			.select('id, name, kind')
			.eq('parent_id', unionId)
			.order('sort_order')
			.order('name')
			.limit(500),
	);
}

/**
 * Which of the roles a person holds on a union or on one above it. For what a page shows; the RPCs
 * check for themselves.
 */
export async function rolesOn(
	client: Client,
	personId: string,
	ancestorIds: readonly string[],
	now: Date,
): Promise<Set<string>> {
	const grants = unwrap(
		await client
			.from('grants')
			.select('role, starts_at, ends_at')
			.eq('person_id', personId)
			.in('union_id', [...ancestorIds])
			.is('revoked_at', null),
	);
	return new Set(
		grants
			.filter(
				(g) =>
					Date.parse(g.starts_at) <= now.getTime() &&
					!(g.ends_at && Date.parse(g.ends_at) <= now.getTime()),
			)
			.map((g) => g.role),
	);
}

/** Open requests to join a union or one below it. */
export async function openJoinRequests(client: Client, unionId: string) {
	return unwrap(await client.rpc('open_join_requests', { p_union: unionId }));
}

/** How many requests wait for the person, under each union that they look after. */
export async function waitingJoinRequests(client: Client) {
	return unwrap(await client.rpc('waiting_join_requests'));
}

/** Confirms or refuses a request to join; a refusal says why. */
export function decideJoin(
	client: Client,
	requestId: string,
	confirm: boolean,
	reason: string | null,
) {
	return call(
		client.rpc('decide_join', {
			p_request: requestId,
			p_confirm: confirm,
			p_reason: reason ?? undefined,
		}),
	);
}

/** Who holds a role on a union itself. */
export async function unionStaff(client: Client, unionId: string) {
	return unwrap(await client.rpc('union_staff', { p_union: unionId }));
}

/** Joins what a sheet entered for somebody with the account of the same person; returns how many registrations moved. */
export function claimPerson(client: Client, personId: string, enteredId: string) {
	return call(client.rpc('claim_person', { p_person: personId, p_entered: enteredId }));
}
