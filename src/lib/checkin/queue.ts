import { Outbox, type ItemAnswer, type SendOutcome } from '$lib/offline/outbox';
import type { Failure } from '$lib/shared/errors';
import type { Result } from '$lib/shared/result';
import type { Account } from '$lib/supabase/browser';
import type { Json } from '$lib/supabase/database.types';
import { enrollDevice, recordScans } from './data';
import { measureOffset, type ClockOffset } from './domain/clock';
import type { Direction, ScanWay, VerdictKind } from './domain/types';
import type { Recorded } from './schema';
import type { CheckinDatabase } from './store';

/** A scan as it is uploaded; field names and meaning as in `record_scans`. */
export interface ScanUpload {
	kind: 'scan';
	deviceId: string;
	row: {
		id: string;
		checkpoint_id: string;
		registration_id: string | null;
		way: ScanWay;
		direction: Direction;
		gate: string;
		code_digest: string | null;
		pass: Json;
		device_time: number;
		clock_offset: number | null;
		local_verdict: VerdictKind;
		override_reason: string | null;
	};
}

export interface AnnulmentUpload {
	kind: 'annulment';
	deviceId: string;
	row: { id: string; scan_id: string; reason: string; at: number };
}

export type Upload = ScanUpload | AnnulmentUpload;

export type ScanQueue = Outbox<Upload, null>;

const BATCH = 500;

/** One user's queue of an event's scans and annulments, in the order in which they were made. */
export function scanQueue(
	database: CheckinDatabase,
	eventId: string,
	account: Account,
	onclock: (measured: ClockOffset) => void,
): ScanQueue {
	return new Outbox<Upload, null>({
		database,
		topic: `scans:${eventId}`,
		userId: account.userId,
		batchSize: BATCH,
		// A batch is of one device; what another one left in the queue goes with the next.
		send: (items) => {
			const uploads = items.map((item) => item.payload);
			return send(uploads.filter(({ deviceId }) => deviceId === uploads[0]?.deviceId));
		},
		acknowledged: async (id) => {
			await database.scans.update(id, { uploaded: true });
		},
	});

	/** Files a batch; a device that the server does not know yet is enrolled by what it has scanned. */
	async function record(batch: Json, uploads: Upload[]): Promise<Result<Recorded, Failure>> {
		const answer = await recordScans(account.rpc, batch);
		if (answer.ok || answer.error.code !== 'not_permitted') return answer;
		const scan = uploads.find((upload) => upload.kind === 'scan');
		if (!scan) return answer;
		const { deviceId, row } = scan;
		const enrolled = await enrollDevice(account.rpc, deviceId, eventId, row.gate);
		return enrolled.ok ? recordScans(account.rpc, batch) : answer;
	}

	async function send(uploads: Upload[]): Promise<SendOutcome<null>> {
		const deviceId = uploads[0]?.deviceId;
		const sentAt = Date.now();
		const batch = {
			device_id: deviceId ?? null,
			sent_at: sentAt,
			scans: uploads.flatMap((u) => (u.kind === 'scan' ? [u.row] : [])),
			annulments: uploads.flatMap((u) => (u.kind === 'annulment' ? [u.row] : [])),
		};
		try {
			const answer = await record(batch, uploads);
			if (!answer.ok) return failed(answer.error);
			const { serverTime } = answer.value;
			const measured = measureOffset({ sentAt, receivedAt: Date.now(), serverTime });
			if (measured) onclock(measured);
			return { kind: 'answered', items: itemAnswers(answer.value) };
		} catch (error) {
			// An answer that nothing foresees: keep it and try again.
			console.error('upload of scans failed', error);
			return { kind: 'later', code: 'unexpected' };
		}
	}
}

function failed({ code, detail }: Failure): SendOutcome<null> {
	const field = typeof detail.field === 'string' ? detail.field : undefined;
	const refused = code === 'invalid_input' || code === 'batch_too_large';
	return refused ? { kind: 'refused', code, field } : { kind: 'later', code };
}

function itemAnswers({ scans, annulments }: Recorded): ItemAnswer<null>[] {
	return [...scans, ...annulments].flatMap(({ id, result, field }) => {
		if (typeof id !== 'string') return [];
		return [
			result === 'recorded'
				? { id, ok: true as const, answer: null }
				: { id, ok: false as const, code: 'invalid_input', field },
		];
	});
}
