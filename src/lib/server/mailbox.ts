import type { RequestEvent } from '@sveltejs/kit';
import { isEmbedded } from './embedded';
import { serverSettings } from './env';
import { isLocal } from './net';

/**
 * Whether the mailbox page is there for this request. It shows codes that sign people in: never on a
 * hosted backend, and only to this machine unless asked.
 */
export function showsMailbox(
	event: Pick<RequestEvent, 'request' | 'url' | 'getClientAddress'>,
): boolean {
	return isEmbedded() && (serverSettings().mailbox || isLocal(event));
}
