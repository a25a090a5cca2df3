import type { Connection } from '$lib/offline/connection.svelte';
import { keepFor } from '$lib/offline/owner';
import type { ErrorCode } from '$lib/shared/errors';
import { newId } from '$lib/shared/ids';
import { signedIn, type Account } from '$lib/supabase/browser';
import { DeviceClock } from './clock';
import { fetchRoster } from './data';
import type { Direction } from './domain/types';
import { scanQueue, type ScanQueue } from './queue';
import { Scanner } from './scanner.svelte';
import { CheckinDatabase, isOver, type Post, type StoredEvent } from './store';
import { Sync, type Lost } from './sync.svelte';

export type OpeningState =
	| { kind: 'loading' }
	/** Nothing to scan with, and why. `queue` has what this user has scanned and not uploaded. */
	| { kind: 'failed'; code: ErrorCode; queue: ScanQueue | null }
	/** The event is over for so long that its people are on no device any more. */
	| { kind: 'over'; queue: ScanQueue }
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
	#account: Account | null = null;
	#queue: ScanQueue | null = null;
	#stopSync: (() => void) | null = null;
	#closed = false;

	constructor(eventId: string, connection: Connection) {
		this.#eventId = eventId;
		this.#connection = connection;
	}

	/** Opens; call again to retry after a failure. Only for somebody signed in, network or not. */
	async open(): Promise<void> {
		this.state = { kind: 'loading' };
		const account = await signedIn();
		if (!account) return this.#fail('not_signed_in');
		keepFor(account.userId);
		this.#account = account;
		await this.#database.claim(account.userId);
		await this.#clock.load();
		const queue = scanQueue(this.#database, this.#eventId, account, (m) => this.#clock.learn(m));
		this.#queue = queue;
		await this.#database.expire(this.#clock.read().corrected);
		const event = (await this.#database.events.get(this.#eventId)) ?? (await this.#fetch(account));
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
		this.#stop();
		const event = await this.#database.events.get(this.#eventId);
		if (event) this.state = { kind: 'post', event, post: await this.#database.post(event.id) };
	}

	close(): void {
		this.#closed = true;
		this.#stop();
		this.#database.close();
	}

	async #start(event: StoredEvent, post: Post): Promise<void> {
		if (!this.#account || !this.#queue) return;
		const scanner = new Scanner(this.#database, this.#clock, event, post, this.#queue);
		const sync = new Sync(this.#database, scanner, this.#connection, this.#account.rpc);
		sync.onlost = (why) => void this.#lose(why);
		await scanner.refresh();
		if (this.#closed) return;
		this.#stopSync = sync.start();
		this.state = { kind: 'ready', scanner, sync };
	}

	/** The right to scan has gone, or the event is long over: the people go from the device, what waits for its upload stays. */
	async #lose(why: Lost): Promise<void> {
		this.#stop();
		await this.#database.forget(this.#eventId);
		if (why === 'over') this.#over();
		else this.#fail(why);
	}

	async #fetch({ rpc }: Account): Promise<StoredEvent | undefined> {
		const eventId = this.#eventId;
		try {
			const post = await this.#database.post(eventId);
			const answer = await fetchRoster(rpc, { eventId, since: 0, deviceId: post?.deviceId });
			if (!answer.ok) return this.#fail(answer.error.code);
			if (isOver(answer.value.event, answer.value.serverTime)) return this.#over();
			await this.#database.apply(answer.value, Date.now());
			return await this.#database.events.get(eventId);
		} catch (error) {
			console.error('the roster could not be fetched', error);
			return this.#fail('unexpected');
		}
	}

	#stop(): void {
		this.#stopSync?.();
		this.#stopSync = null;
	}

	#over(): undefined {
		if (this.#queue) this.state = { kind: 'over', queue: this.#queue };
	}

	#fail(code: ErrorCode): undefined {
		this.state = { kind: 'failed', code, queue: this.#queue };
	}
}
