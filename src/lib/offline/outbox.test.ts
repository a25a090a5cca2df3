import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';
import { OfflineDatabase } from './database';
import { Outbox, pauseAfter, type SendOutcome } from './outbox';

let database: OfflineDatabase;
let sent: string[][];
let outcome: (ids: string[]) => SendOutcome<string>;
let now: number;
let outbox: Outbox<{ text: string }, string>;
let name = 0;

const accept = (ids: string[]): SendOutcome<string> => ({
	kind: 'answered',
	items: ids.map((id) => ({ id, ok: true, answer: 'filed' })),
});

beforeEach(() => {
	database = new OfflineDatabase(`test-${name++}`, 1, { log: 'id' });
	sent = [];
	now = 1_000;
	outcome = accept;
	outbox = make();
});

function make(userId = 'li') {
	return new Outbox<{ text: string }, string>({
		database,
		topic: 'scans',
		userId,
		batchSize: 3,
		now: () => now,
		send: (items) => {
			const ids = items.map((item) => item.id);
			sent.push(ids);
			return Promise.resolve(outcome(ids));
		},
		acknowledged: async (id, answer) => {
			await database.table('log').put({ id, answer });
		},
	});
}

async function add(...ids: string[]) {
	for (const id of ids) {
		now++;
		await database.outbox.add(outbox.item(id, { text: id }));
	}
}

describe('the outbox', () => {
	it('sends the oldest first, in batches, and removes only what was acknowledged', async () => {
		await add('a', 'b', 'c', 'd');
		expect(await outbox.flush()).toBeNull();
		expect(sent).toEqual([['a', 'b', 'c'], ['d']]);
		expect(await outbox.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
		expect(await database.table('log').count()).toBe(4);
	});

	it('keeps everything when the answer is lost, and sends it again later', async () => {
		await add('a', 'b');
		outcome = () => ({ kind: 'later', code: 'unavailable' });
		expect(await outbox.flush()).toBe('unavailable');
		expect(await outbox.counts()).toEqual({ waiting: 2, parked: 0, others: 0 });
		outcome = accept;
		await outbox.flush();
		expect(sent).toHaveLength(1); // not before its pause is over
		now += pauseAfter(1);
		await outbox.flush();
		expect(await outbox.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
	});

	it('does not wait for the pause when hurried, as when the network returns', async () => {
		await add('a');
		outcome = () => ({ kind: 'later', code: 'unavailable' });
		await outbox.flush();
		outcome = accept;
		await outbox.flush({ hurry: true });
		expect(await outbox.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
	});

	it('survives a sender that dies: the next page finds the items', async () => {
		await add('a');
		outcome = () => {
			throw new Error('killed');
		};
		await expect(outbox.flush()).rejects.toThrow('killed');
		outcome = accept;
		const nextPage = make();
		await nextPage.flush();
		expect(await nextPage.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
	});

	it('parks a refused item with its reason and goes on with the others', async () => {
		await add('a', 'b');
		outcome = (ids) => ({
			kind: 'answered',
			items: ids.map((id) =>
				id === 'a'
					? { id, ok: false, code: 'invalid', field: 'way' }
					: { id, ok: true, answer: 'filed' },
			),
		});
		await outbox.flush();
		expect(await outbox.parked()).toMatchObject([
			{ id: 'a', payload: { text: 'a' }, error: { code: 'invalid', field: 'way' } },
		]);
		outcome = accept;
		await outbox.unpark();
		await outbox.flush();
		expect(await outbox.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
	});

	it('finds the one item that spoils a batch and parks it alone', async () => {
		await add('a', 'b', 'c', 'd', 'e');
		outcome = (ids) =>
			ids.includes('b') ? { kind: 'refused', code: 'invalid_input' } : accept(ids);
		await outbox.flush();
		expect((await outbox.parked()).map((item) => item.id)).toEqual(['b']);
		expect(await outbox.counts()).toEqual({ waiting: 0, parked: 1, others: 0 });
	});

	it("sends what one has collected in nobody else's name", async () => {
		await add('a', 'b');
		const next = make('wu');
		expect(await next.counts()).toEqual({ waiting: 0, parked: 0, others: 2 });
		await next.flush({ hurry: true });
		await next.unpark();
		expect(sent).toEqual([]);
		expect(await next.held()).toEqual([]);
		await make('li').flush();
		expect(sent).toEqual([['a', 'b']]);
		expect(await next.counts()).toEqual({ waiting: 0, parked: 0, others: 0 });
	});

	it('does not spin when the server answers for nothing', async () => {
		await add('a');
		outcome = () => ({ kind: 'answered', items: [] });
		expect(await outbox.flush()).toBe('unexpected');
		expect(await outbox.counts()).toEqual({ waiting: 1, parked: 0, others: 0 });
	});

	it('pauses longer after each failure, up to a minute', () => {
		expect([1, 2, 3, 4, 5, 6, 7].map(pauseAfter)).toEqual([
			2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000,
		]);
	});
});
