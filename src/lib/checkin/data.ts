import type { SupabaseClient } from '@supabase/supabase-js';
import * as v from 'valibot';
import type { Failure } from '$lib/shared/errors';
import { ok, type Result } from '$lib/shared/result';
import type { Rpc } from '$lib/supabase/browser';
import type { Json } from '$lib/supabase/database.types';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';
import { recorded, roster, scanEvents, type Recorded, type Roster, type ScanEvent } from './schema';

/** The events that the signed-in person may scan for, the nearest in time first. */
export async function fetchScanEvents(rpc: Rpc): Promise<Result<ScanEvent[], Failure>> {
	const answer = await call(rpc('scan_events'));
	return answer.ok ? ok(v.parse(scanEvents, answer.value)) : answer;
}

/** The same for a page of the site; those that are over are left out. */
export async function eventsToScan(
	client: SupabaseClient<Database>,
	now: Date,
): Promise<ScanEvent[]> {
	const events = v.parse(scanEvents, unwrap(await client.rpc('scan_events')));
	return events.filter((event) => event.endsAt >= now.getTime());
}

/**
 * The roster of an event: all of it for `since` 0, else what changed since that revision. A device
 * that was revoked gets none.
 */
export async function fetchRoster(
	rpc: Rpc,
	{ eventId, since, deviceId }: { eventId: string; since: number; deviceId?: string },
): Promise<Result<Roster, Failure>> {
	const answer = await call(
		rpc('scan_roster', { p_event: eventId, p_since: since, p_device: deviceId }),
	);
	return answer.ok ? ok(v.parse(roster, answer.value)) : answer;
}

/** Makes a device known under the name of its gate, or renames it. */
export async function enrollDevice(
	rpc: Rpc,
	deviceId: string,
	eventId: string,
	name: string,
): Promise<Result<null, Failure>> {
	const args = { p_device: deviceId, p_event: eventId, p_name: name };
	const answer = await call(rpc('enroll_device', args));
	return answer.ok ? ok(null) : answer;
}

/** Uploads a batch of at most 500 rows; each row is answered for itself. */
export async function recordScans(rpc: Rpc, batch: Json): Promise<Result<Recorded, Failure>> {
	const answer = await call(rpc('record_scans', { p_batch: batch }));
	return answer.ok ? ok(v.parse(recorded, answer.value)) : answer;
}
