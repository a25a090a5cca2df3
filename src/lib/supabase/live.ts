import { RealtimeClient } from '@supabase/supabase-js';
import { publishableKey } from './key';

let client: Promise<RealtimeClient> | undefined;

/**
 * Calls back with every ping on a public topic. No data travels in it: whoever hears it asks again
 * under their own rights. Returns how to stop.
 * @throws TypeError when the device is offline and was never online here before
 */
export async function followTopic(topic: string, pinged: () => void): Promise<() => void> {
	client ??= connect().catch((error: unknown) => {
		client = undefined;
		throw error;
	});
	const connected = await client;
	const channel = connected.channel(topic);
	channel.on('broadcast', { event: 'changed' }, pinged).subscribe();
	return () => void connected.removeChannel(channel);
}

async function connect(): Promise<RealtimeClient> {
	const apikey = await publishableKey();
	return new RealtimeClient(`${location.origin.replace(/^http/, 'ws')}/realtime/v1`, {
		params: { apikey },
	});
}
