import { serviceClient } from '$lib/supabase/service.server';
import { version } from '../../../package.json';

export interface Health {
	status: 'ok' | 'starting' | 'failing';
	version: string;
	backend: string;
}

/** Whether the server can do its work now: started, and its database answers. */
export async function health(): Promise<Health> {
	const server = globalThis.huijiangServer;
	if (!server) return { status: 'starting', version, backend: 'none' };
	const { error } = await serviceClient().from('unions').select('id').limit(1);
	return { status: error ? 'failing' : 'ok', version, backend: server.backend };
}
