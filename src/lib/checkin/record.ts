import type { Pass } from '$lib/passes/domain/pass-code';
import { newId } from '$lib/shared/ids';
import { admits, type Direction, type Presented, type ScanWay, type Verdict } from './domain/types';
import type { ScanQueue, ScanUpload } from './queue';
import type { RosterCheckpoint } from './schema';
import type { CheckinDatabase, LoggedScan, Post, StoredEntry, StoredEvent } from './store';

export interface ScanToRecord {
	event: StoredEvent;
	checkpoint: RosterCheckpoint;
	post: Post;
	direction: Direction;
	presented: Presented;
	digest: string | null;
	pass: Pass | null;
	entry: StoredEntry | undefined;
	way: ScanWay;
	verdict: Verdict;
	overrideReason: string | null;
	time: { device: number; offset: number | null; corrected: number };
}

/**
 * Files a scan on the device: the log, the passage if somebody was let through, and the outbox, in one
 * transaction. When this returns, closing the page loses nothing.
 */
export async function recordScan(
	database: CheckinDatabase,
	queue: ScanQueue,
	scan: ScanToRecord,
): Promise<LoggedScan> {
	const { event, checkpoint, post, direction, entry, way, verdict, overrideReason, time } = scan;
	const registrationId = registrationOf(scan);
	const logged: LoggedScan = {
		id: newId(),
		eventId: event.id,
		checkpointId: checkpoint.id,
		registrationId,
		direction,
		way,
		gate: post.gate,
		at: time.corrected,
		verdict,
		name: entry?.name ?? '',
		division: divisionName(event, entry?.division ?? scan.pass?.division),
		union: entry?.union ?? '',
		overrideReason,
		letThrough: admits(verdict.kind) || overrideReason !== null,
		annulled: false,
		uploaded: false,
	};
	const upload: ScanUpload = {
		kind: 'scan',
		deviceId: post.deviceId,
		row: {
			id: logged.id,
			checkpoint_id: checkpoint.id,
			registration_id: registrationId,
			way,
			direction,
			gate: post.gate,
			code_digest: scan.digest,
			pass: scan.pass && { ...scan.pass },
			device_time: time.device,
			clock_offset: time.offset,
			local_verdict: verdict.kind,
			override_reason: overrideReason,
		},
	};
	const tables = [database.scans, database.admissions, database.outbox];
	await database.transaction('rw', tables, async () => {
		await database.scans.add(logged);
		await database.outbox.add(queue.item(logged.id, upload));
		if (logged.letThrough && registrationId) {
			const { id, eventId, checkpointId, at, gate } = logged;
			await database.admissions.add({
				id,
				eventId,
				registrationId,
				checkpointId,
				direction,
				at,
				gate,
			});
		}
	});
	return logged;
}

/** Undoes a scan by a fact of its own. Repeating it changes nothing. */
export async function annulScanLocally(
	database: CheckinDatabase,
	queue: ScanQueue,
	scan: LoggedScan,
	annulment: { deviceId: string; reason: string; at: number },
): Promise<void> {
	const { deviceId, reason, at } = annulment;
	const tables = [database.scans, database.admissions, database.outbox];
	await database.transaction('rw', tables, async () => {
		const stored = await database.scans.get(scan.id);
		if (!stored || stored.annulled) return;
		await database.scans.update(scan.id, { annulled: true });
		await database.admissions.delete(scan.id);
		const row = { id: newId(), scan_id: scan.id, reason, at };
		await database.outbox.add(queue.item(row.id, { kind: 'annulment', deviceId, row }));
	});
}

/** The registration that a scan is about, as far as this event knows it. */
function registrationOf({ presented, event }: ScanToRecord): string | null {
	if (presented.kind === 'registration') return presented.registrationId;
	if (presented.kind === 'pass' && presented.eventId === event.id) return presented.registrationId;
	return null;
}

/** The name of a division by its number; empty when unknown. */
export function divisionName(event: StoredEvent, number: number | undefined): string {
	return event.divisions.find((division) => division.number === number)?.name ?? '';
}
