import type { SupabaseClient } from '@supabase/supabase-js';
import * as v from 'valibot';
import type { Failure } from '$lib/shared/errors';
import { ok, type Result } from '$lib/shared/result';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';
import { attendanceFigures, type AttendanceFigures } from '../schema';

type Client = SupabaseClient<Database>;

/** The figures of an event's check-in, for those who scan or manage it. */
export async function fetchAttendance(
	client: Client,
	eventId: string,
): Promise<Result<AttendanceFigures, Failure>> {
	const answer = await call(client.rpc('event_attendance', { p_event: eventId }));
	return answer.ok ? ok(v.parse(attendanceFigures, answer.value)) : answer;
}

/** The devices of an event, those in use first, with who enrolled them; for its managers. */
export async function eventDevices(client: Client, eventId: string) {
	return unwrap(await client.rpc('event_devices', { p_event: eventId }));
}
export type DeskDevice = Awaited<ReturnType<typeof eventDevices>>[number];

/** Shuts a device out. What it has scanned before still counts; what it scans after is kept apart. */
export function revokeDevice(client: Client, deviceId: string) {
	return call(client.rpc('revoke_device', { p_device: deviceId }));
}

/** Annuls a scan from the desk, with a reason. Repeating it with the same id changes nothing. */
export function annulScan(
	client: Client,
	{ id, scanId, reason }: { id: string; scanId: string; reason: string },
) {
	return call(client.rpc('annul_scan', { p_id: id, p_scan: scanId, p_reason: reason }));
}
