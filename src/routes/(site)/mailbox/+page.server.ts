import { error } from '@sveltejs/kit';
import { isEmbedded } from '$lib/server/embedded';
import { serverSettings } from '$lib/server/env';
import { mailbox } from '$lib/server/mail';
import { isLocal } from '$lib/server/net';

/** Shows codes that sign people in: never on a hosted backend, and only to this machine unless asked. */
export function load(event) {
	const allowed = isEmbedded() && (serverSettings().mailbox || isLocal(event));
	if (!allowed) error(404, { code: 'not_found', message: 'Not Found' });
	event.setHeaders({ 'cache-control': 'no-store' });
	return {
		mails: mailbox().map((mail, index) => ({ ...mail, id: `${mail.at.getTime()}-${index}` })),
	};
}
