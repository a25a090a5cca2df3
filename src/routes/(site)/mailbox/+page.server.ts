import { error } from '@sveltejs/kit';
import { mailbox } from '$lib/server/mail';
import { showsMailbox } from '$lib/server/mailbox';

export function load(event) {
	if (!showsMailbox(event)) error(404, { code: 'not_found', message: 'Not Found' });
	event.setHeaders({ 'cache-control': 'no-store' });
	return {
		mails: mailbox().map((mail, index) => ({ ...mail, id: `${mail.at.getTime()}-${index}` })),
	};
}
