import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { unwrap } from '$lib/supabase/unwrap';
import { signPass } from './domain/signature';
import { signingKey } from './keys.server';

const BATCH = 500;
const DAY_MS = 86_400_000;
/** A pass outlives its event, so that one that is put off by some weeks needs no new passes. */
const GRACE_MS = 30 * DAY_MS;

/**
 * Signs and keeps passes for those of the registrations that are approved and lack one for their
 * serial; `null` looks at all registrations. Repeating it changes nothing. Returns how many were made.
 * @throws BackendError, or when the signing key can't be read
 */
export async function issuePasses(
	client: SupabaseClient<Database>,
	registrationIds: readonly string[] | null,
): Promise<number> {
	if (registrationIds?.length === 0) return 0;
	let issued = 0;
	for (const ids of batches(registrationIds)) issued += await issueBatch(client, ids);
	return issued;
}

async function issueBatch(client: SupabaseClient<Database>, ids: string[] | null): Promise<number> {
	// SQL takes null for "all", which the generated types don't know.
	const args = { p_registrations: ids as string[], p_limit: BATCH };
	const { kid, privateKey } = await signingKey(client);
	let issued = 0;
	for (;;) {
		const due = unwrap(await client.rpc('passes_due', args));
		if (due.length === 0) return issued;
		const passes = await Promise.all(
			due.map(async (row) => {
				const until = Date.parse(row.ends_at) + GRACE_MS;
				const code = await signPass(
					{
						kid,
						eventId: row.event_id,
						registrationId: row.registration_id,
						serial: row.serial,
						division: row.division,
						// A day earlier, for devices whose clocks are slow.
						notBefore: Math.floor((Date.now() - DAY_MS) / 1000),
						notAfter: Math.floor(until / 1000),
					},
					privateKey,
				);
				return {
					registration_id: row.registration_id,
					serial: row.serial,
					kid,
					code,
					valid_until: new Date(until).toISOString(),
				};
			}),
		);
		const stored = unwrap(await client.rpc('store_passes', { p_passes: passes }));
		issued += stored;
		// Another server stored the same ones meanwhile, or nothing is left.
		if (stored === 0 || due.length < BATCH) return issued;
	}
}

function batches(ids: readonly string[] | null): (string[] | null)[] {
	if (ids === null) return [null];
	return Array.from({ length: Math.ceil(ids.length / BATCH) }, (_, i) =>
		ids.slice(i * BATCH, (i + 1) * BATCH),
	);
}
