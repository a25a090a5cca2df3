import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followTopic } from './live';

class FakeSocket {
	static all: FakeSocket[] = [];
	sent: { topic: string; event: string }[] = [];
	closed = false;
	onopen = () => undefined as void;
	onclose = () => undefined as void;
	onmessage = (_: { data: string }) => undefined as void;

	constructor(readonly url: string) {
		FakeSocket.all.push(this);
	}
	send(text: string) {
		this.sent.push(JSON.parse(text) as { topic: string; event: string });
	}
	close() {
		this.closed = true;
		this.onclose();
	}
	hear(topic: string, event: string, payload: object = {}) {
		this.onmessage({ data: JSON.stringify({ topic, event, payload, ref: null }) });
	}
}

const TOPIC = 'realtime:event:1';
const pinged = vi.fn();
const joined = vi.fn();
let stop: () => void;
const socket = (nth: number) => FakeSocket.all[nth]!;

beforeEach(async () => {
	vi.useFakeTimers();
	FakeSocket.all = [];
	pinged.mockClear();
	joined.mockClear();
	vi.stubGlobal('WebSocket', FakeSocket);
	vi.stubGlobal('location', { origin: 'https://hui.example' });
	vi.stubGlobal('localStorage', { getItem: () => 'key', setItem: () => undefined });
	vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ publishableKey: 'key' })));
	stop = followTopic('event:1', pinged, joined);
	await vi.waitFor(() => expect(FakeSocket.all).toHaveLength(1));
	socket(0).onopen();
});
afterEach(() => {
	stop();
	vi.useRealTimers();
	vi.unstubAllGlobals();
});

it('joins the topic with the publishable key, and stays', async () => {
	expect(socket(0).url).toBe('wss://hui.example/realtime/v1/websocket?apikey=key&vsn=1.0.0');
	await vi.advanceTimersByTimeAsync(60_000);
	expect(socket(0).sent.map(({ topic, event }) => [topic, event])).toEqual([
		[TOPIC, 'phx_join'],
		['phoenix', 'heartbeat'],
		['phoenix', 'heartbeat'],
	]);
});

it('calls back for a change on its own topic, and for nothing else', () => {
	socket(0).hear(TOPIC, 'phx_reply', { status: 'ok' });
	socket(0).hear('phoenix', 'phx_reply', { status: 'ok' });
	socket(0).hear('realtime:event:2', 'broadcast', { event: 'changed' });
	socket(0).hear(TOPIC, 'broadcast', { event: 'other' });
	expect(pinged).not.toHaveBeenCalled();
	socket(0).hear(TOPIC, 'broadcast', { event: 'changed' });
	expect(pinged).toHaveBeenCalledOnce();
});

it('connects again after a loss, ever more slowly, and asks for what it may have missed', async () => {
	socket(0).close();
	await vi.advanceTimersByTimeAsync(1_000);
	socket(1).close();
	await vi.advanceTimersByTimeAsync(1_999);
	expect(FakeSocket.all).toHaveLength(2);
	await vi.advanceTimersByTimeAsync(1);
	socket(2).onopen();
	socket(2).hear(TOPIC, 'phx_reply', { status: 'ok' });
	expect(pinged).toHaveBeenCalledOnce();
	expect(joined.mock.calls).toEqual([[false], [false], [true]]);
});

it('is quiet once it was stopped', async () => {
	stop();
	expect(socket(0).closed).toBe(true);
	await vi.advanceTimersByTimeAsync(120_000);
	expect(FakeSocket.all).toHaveLength(1);
	expect(socket(0).sent).toHaveLength(1);
});
