import { publishableKey } from './key';

const HEARTBEAT_MS = 25_000;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

interface Frame {
	topic: string;
	event: string;
	payload: { event?: string };
}

/**
 * Calls back with every `changed` on a public topic of Supabase Realtime. No data travels in it:
 * whoever hears it asks again under their own rights, and asks slowly without it too. That takes three
 * messages of Phoenix's protocol (join, heartbeat, broadcast), where the library weighs 16 kB.
 *
 * Connects again by itself after a loss, and calls back then: something may have been missed. Returns
 * how to stop.
 */
export function followTopic(
	topic: string,
	pinged: () => void,
	/** Told when the topic is followed, and when the connection is lost. */
	joined: (live: boolean) => void = () => undefined,
): () => void {
	const channel = `realtime:${topic}`;
	let socket: WebSocket | undefined;
	let beat: ReturnType<typeof setInterval> | undefined;
	let again: ReturnType<typeof setTimeout> | undefined;
	let pause = FIRST_PAUSE_MS;
	let lost = false;
	let stopped = false;

	async function connect(): Promise<void> {
		const query = new URLSearchParams({ apikey: await publishableKey(), vsn: '1.0.0' });
		if (stopped) return;
		const opened = new WebSocket(
			`${location.origin.replace(/^http/, 'ws')}/realtime/v1/websocket?${query}`,
		);
		socket = opened;
		let ref = 0;
		const send = (to: string, event: string, payload: object) =>
			opened.send(JSON.stringify({ topic: to, event, payload, ref: String(++ref), join_ref: '1' }));
		opened.onopen = () => {
			send(channel, 'phx_join', { config: { broadcast: { self: false }, private: false } });
			beat = setInterval(() => send('phoenix', 'heartbeat', {}), HEARTBEAT_MS);
		};
		opened.onmessage = ({ data }) => {
			const frame = JSON.parse(String(data)) as Frame;
			if (frame.topic !== channel) return;
			if (frame.event === 'phx_reply') {
				pause = FIRST_PAUSE_MS;
				joined(true);
				if (lost) pinged();
				lost = false;
			}
			if (frame.event === 'broadcast' && frame.payload.event === 'changed') pinged();
		};
		opened.onclose = retry;
	}

	function retry(): void {
		clearInterval(beat);
		if (stopped) return;
		lost = true;
		joined(false);
		again = setTimeout(start, pause);
		pause = Math.min(LONGEST_PAUSE_MS, pause * 2);
	}

	function start(): void {
		connect().catch(retry); // no key without a network yet
	}

	start();
	return () => {
		stopped = true;
		clearInterval(beat);
		clearTimeout(again);
		socket?.close();
	};
}
