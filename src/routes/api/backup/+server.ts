import { Readable } from 'node:stream';
import { error } from '@sveltejs/kit';
import { packRunning } from '$lib/server/embedded/backup';
import { embedded, isEmbedded } from '$lib/server/embedded';
import { same } from '$lib/server/embedded/gate';
import { serverSettings } from '$lib/server/env';

/** A backup of the running server, for whoever can read the secret key in its data folder. */
export async function POST({ request }) {
	const backend = isEmbedded() ? await embedded() : null;
	if (
		backend?.database.kind !== 'pglite' ||
		!same(request.headers.get('apikey') ?? '', backend.keys.secret)
	) {
		error(404, { code: 'not_found', message: 'Not Found' });
	}
	const { database } = backend;
	const body = Readable.from(packRunning(serverSettings().dataDir, (task) => database.still(task)));
	return new Response(Readable.toWeb(body) as ReadableStream, {
		headers: { 'content-type': 'application/gzip', 'cache-control': 'no-store' },
	});
}
