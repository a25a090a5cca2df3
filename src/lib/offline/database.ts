import Dexie, { type EntityTable, type Table } from 'dexie';

export type OutboxState = 'waiting' | 'parked';

/** Something to send. Nothing leaves before the server has answered for it. */
export interface OutboxItem {
	/** Made by the client; the server knows a repeated sending by it. */
	id: string;
	/** Which queue it belongs to. */
	topic: string;
	/** Whose work it is: it is sent in nobody else's name. */
	userId: string;
	state: OutboxState;
	payload: unknown;
	createdAt: number;
	attempts: number;
	/** Not to be sent before, ms. */
	nextAt: number;
	/** Why it is parked, or why the last try failed. */
	error: { code: string; field?: string } | null;
}

interface MetaRow {
	key: string;
	value: unknown;
}

/**
 * A database on the device. Each offline app has one of its own, so that its records and its outbox
 * change in one transaction.
 */
export class OfflineDatabase extends Dexie {
	declare readonly meta: EntityTable<MetaRow, 'key'>;
	declare readonly outbox: EntityTable<OutboxItem, 'id'>;

	/**
	 * @param stores the app's own tables, in Dexie's notation
	 */
	constructor(name: string, version: number, stores: Record<string, string>) {
		super(name);
		this.version(version).stores({
			...stores,
			meta: 'key',
			outbox: 'id, topic, [topic+userId+state+createdAt]',
		});
	}

	/** A remembered value, or undefined. The caller knows what it stored under the key. */
	async recall<T>(key: string): Promise<T | undefined> {
		return (await this.meta.get(key))?.value as T | undefined;
	}

	async remember(key: string, value: unknown): Promise<void> {
		await this.meta.put({ key, value });
	}
}

export type { Table };
