import type { OutboxItem } from '$lib/offline/database';
import { saveFile } from '$lib/ui/save-file';
import type { ScanQueue, Upload } from './queue';

/** One scan (or its undoing) that the server has not taken, and why. */
export interface HeldScan {
	id: string;
	at: number;
	gate: string;
	kind: Upload['kind'];
	parked: boolean;
	/** The field that the server does not accept; null while it was not asked or did not say. */
	field: string | null;
}

/** What this user has scanned and not uploaded: to look at, to send again, to keep as a file. */
export class HeldScans {
	items: HeldScan[] = $state.raw([]);
	busy = $state(false);
	/** Sent again by hand, and how many are still here; null before. */
	left: number | null = $state(null);
	readonly #queue: ScanQueue;

	constructor(queue: ScanQueue) {
		this.#queue = queue;
	}

	async load(): Promise<void> {
		this.items = (await this.#queue.held()).map(asHeld);
	}

	/** Sends everything again, parked ones too. */
	async retry(): Promise<void> {
		this.busy = true;
		try {
			await this.#queue.unpark();
			await this.#queue.flush({ hurry: true });
		} finally {
			await this.load();
			this.left = this.items.length;
			this.busy = false;
		}
	}

	/** A file for the event's manager: the same rows that would be uploaded, without names. */
	async save(name: string): Promise<void> {
		const rows = (await this.#queue.held()).map(({ payload, error }) => ({
			...(payload as Upload),
			error,
		}));
		const text = JSON.stringify({ savedAt: Date.now(), rows }, null, '\t');
		saveFile(new Blob([text], { type: 'application/json' }), name);
	}
}

function asHeld({ id, state, payload, createdAt, error }: OutboxItem): HeldScan {
	const upload = payload as Upload;
	return {
		id,
		at: createdAt,
		gate: upload.kind === 'scan' ? upload.row.gate : '',
		kind: upload.kind,
		parked: state === 'parked',
		field: error?.field ?? null,
	};
}
