import type { Connection } from '$lib/offline/connection.svelte';
import type { ErrorCode } from '$lib/shared/errors';
import { newId } from '$lib/shared/ids';
import { browserClient } from '$lib/supabase/browser';
import { DeviceClock } from './clock';
import { fetchRoster } from './data';
import type { Direction } from './domain/types';
import { Scanner } from './scanner.svelte';
import { CheckinDatabase, type Post, type StoredEvent } from './store';
import { Sync } from './sync.svelte';

export type OpeningState =
	| { kind: 'loading' }
	/** Nothing on the device yet, and it could not be fetched. */
	| { kind: 'failed'; code: ErrorCode }
	/** Where does this device stand? */
	| { kind: 'post'; event: StoredEvent; post: Post | undefined }
	| { kind: 'ready'; scanner: Scanner; sync: Sync };

/** From an event's address to a scanner that works: at once when the device knows the event. */
export class Opening {
	state: OpeningState = $state.raw({ kind: 'loading' });
	readonly #eventId: string;
	readonly #connection: Connection;
	readonly #database = new CheckinDatabase();
	readonly #clock = new DeviceClock(this.#database);
	#stopSync: (() => void) | null = null;
	#closed = false;

	constructor(eventId: string, connection: Connection) {
		this.#eventId = eventId;
		this.#connection = connection;
	}

	/** Opens; call again to retry after a failure. */
	async open(): Promise<void> {
		this.state = { kind: 'loading' };
		await this.#clock.load();
		const event = (await this.#database.events.get(this.#eventId)) ?? (await this.#fetch());
		if (!event || this.#closed) return;
		const post = await this.#database.post(event.id);
		const known = event.checkpoints.some(({ id }) => id === post?.checkpointId);
		if (post && known) await this.#start(event, post);
		else this.state = { kind: 'post', event, post };
	}

	/** Takes up a post and starts scanning. A new gate is told to the server under the same device. */
	async take(choice: { gate: string; checkpointId: string; direction: Direction }): Promise<void> {
		const event = await this.#database.events.get(this.#eventId);
		if (!event) return;
		const old = await this.#database.post(event.id);
		const post: Post = {
			...choice,
			deviceId: old?.deviceId ?? newId(),
			enrolled: old?.enrolled === true && old.gate === choice.gate,
		};
		await this.#database.keepPost(event.id, post);
		await this.#start(event, post);
	}

	/** Back to choosing the post. */
	async changePost(): Promise<void> {
		this.#stopSync?.();
		this.#stopSync = null;
		const event = await this.#database.events.get(this.#eventId);
		if (event) this.state = { kind: 'post', event, post: await this.#database.post(event.id) };
	}

	close(): void {
		this.#closed = true;
		this.#stopSync?.();
		this.#database.close();
	}

	async #start(event: StoredEvent, post: Post): Promise<void> {
		const scanner = new Scanner(this.#database, this.#clock, event, post);
		const sync = new Sync(this.#database, scanner, this.#connection);
		await scanner.refresh();
		if (this.#closed) return;
		this.#stopSync = sync.start();
		this.state = { kind: 'ready', scanner, sync };
	}

	async #fetch(): Promise<StoredEvent | undefined> {
		try {
			const answer = await fetchRoster(await browserClient(), this.#eventId, 0);
			if (!answer.ok) {
				this.state = { kind: 'failed', code: answer.error.code };
				return undefined;
			}
			await this.#database.apply(answer.value, Date.now());
			return await this.#database.events.get(this.#eventId);
		} catch (error) {
			const offline = error instanceof TypeError;
			if (!offline) console.error('the roster could not be fetched', error);
			this.state = { kind: 'failed', code: offline ? 'unavailable' : 'unexpected' };
			return undefined;
		}
	}
}
