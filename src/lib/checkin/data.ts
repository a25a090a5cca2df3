import type { SupabaseClient } from '@supabase/supabase-js';
import * as v from 'valibot';
import type { Failure } from '$lib/shared/errors';
import { ok, type Result } from '$lib/shared/result';
import type { Database, Json } from '$lib/supabase/database.types';
import { call } from '$lib/supabase/unwrap';
import {
	attendanceFigures,
	recorded,
	roster,
	scanEvents,
	type AttendanceFigures,
	type Recorded,
	type Roster,
	type ScanEvent,
} from './schema';

type Client = SupabaseClient<Database>;

/** The events that the signed-in person may scan for, the nearest in time first. */
export async function fetchScanEvents(client: Client): Promise<Result<ScanEvent[], Failure>> {
	const answer = await call(client.rpc('scan_events'));
	return answer.ok ? ok(v.parse(scanEvents, answer.value)) : answer;
}

/** The roster of an event: all of it for `since` 0, else what changed since that revision. */
export async function fetchRoster(
	client: Client,
	eventId: string,
	since: number,
): Promise<Result<Roster, Failure>> {
	const answer = await call(client.rpc('scan_roster', { p_event: eventId, p_since: since }));
	return answer.ok ? ok(v.parse(roster, answer.value)) : answer;
}

/** Makes a device known under the name of its gate, or renames it. */
export async function enrollDevice(
	client: Client,
	deviceId: string,
	eventId: string,
	name: string,
): Promise<Result<null, Failure>> {
	const args = { p_device: deviceId, p_event: eventId, p_name: name };
	const answer = await call(client.rpc('enroll_device', args));
	return answer.ok ? ok(null) : answer;
}

/** Uploads a batch of at most 500 rows; each row is answered for itself. */
export async function recordScans(client: Client, batch: Json): Promise<Result<Recorded, Failure>> {
	const answer = await call(client.rpc('record_scans', { p_batch: batch }));
	return answer.ok ? ok(v.parse(recorded, answer.value)) : answer;
}

/** The figures of an event's check-in, for those who scan or manage it. */
export async function fetchAttendance(
	client: Client,
	eventId: string,
): Promise<Result<AttendanceFigures, Failure>> {
	const answer = await call(client.rpc('event_attendance', { p_event: eventId }));
	return answer.ok ? ok(v.parse(attendanceFigures, answer.value)) : answer;
}

/** Annuls a scan from the desk, with a reason. */
export async function annulScan(
	client: Client,
	annulment: { id: string; scanId: string; reason: string },
): Promise<Result<null, Failure>> {
	const { id, scanId, reason } = annulment;
	const answer = await call(
		client.rpc('annul_scan', { p_id: id, p_scan: scanId, p_reason: reason }),
	);
	return answer.ok ? ok(null) : answer;
}

/**
 * Calls back when something changed at an event's check-in, which another device may have done.
 * Returns how to stop. No data travels in the ping.
 */
export function onCheckinChange(client: Client, eventId: string, changed: () => void): () => void {
	const channel = client.channel(`event:${eventId}`);
	channel.on('broadcast', { event: 'changed' }, changed).subscribe();
	return () => void client.removeChannel(channel);
}
