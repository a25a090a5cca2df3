import { m } from '$lib/paraglide/messages';
import type { Locale } from '$lib/paraglide/runtime';
import { serverSettings } from '$lib/server/env';
import { log } from '$lib/server/log';
import { canMail, mailLanguages, mailOnce, showMail } from '$lib/server/mail';
import { count } from '$lib/server/metrics';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import { notificationText } from './notification-text';

/** How often the queue is looked at, in milliseconds, and how many are taken at once. */
const EVERY = 10_000;
const BATCH = 20;

let timer: NodeJS.Timeout | undefined;
/** The last delivery that the mailbox page shows; they are shown anew after each start. */
let lastShown = 0;

/** Sends what is due, again and again, until the process ends. Several servers may do so at once. */
export function startDeliveries(): void {
	if (!timer && !canMail()) {
		log.warn(
			'no mail server: notifications wait for a day and then expire; set SMTP_URL and MAIL_FROM',
		);
	}
	timer ??= setTimeout(() => void next(), EVERY).unref();
}

async function next(): Promise<void> {
	try {
		while ((await deliverDue()) === BATCH);
	} catch (error) {
		log.warn({ err: error }, 'deliveries not read; tried again soon');
	}
	timer = setTimeout(() => void next(), EVERY).unref();
}

/**
 * Sends one batch of what is due; returns how many were taken. Without a mail server nothing is taken:
 * it waits, shows on the mailbox page where there is one, and expires after a day.
 */
export async function deliverDue(): Promise<number> {
	const client = serviceClient();
	unwrap(await client.rpc('queue_deliveries'));
	const expired = unwrap(await client.rpc('expire_deliveries'));
	if (expired > 0) count('huijiang_mails_total', { outcome: 'expired' }, expired);
	if (!canMail()) return showWaiting();
	const due = unwrap(await client.rpc('claim_deliveries', { p_limit: BATCH }));
	for (const delivery of due) {
		let failure: string | undefined;
		try {
			await mailOnce(mailFor(delivery));
		} catch (error) {
			failure = error instanceof Error ? error.message : String(error);
			log.warn({ deliveryId: delivery.id, reason: failure }, 'notification not sent');
		}
		const status = unwrap(
			await client.rpc('finish_delivery', { p_id: delivery.id, p_error: failure }),
		);
		if (failure !== undefined) {
			count('huijiang_mails_total', { outcome: status === 'failed' ? 'failed' : 'retried' });
		}
	}
	return due.length;
}

/** Shows what waits on the mailbox page, once each; returns how many. */
async function showWaiting(): Promise<number> {
	const page = { p_after: lastShown, p_limit: BATCH };
	const waiting = unwrap(await serviceClient().rpc('waiting_deliveries', page));
	for (const delivery of waiting) {
		lastShown = delivery.id;
		if (showMail(mailFor(delivery))) count('huijiang_mails_total', { outcome: 'kept' });
	}
	return waiting.length;
}

/** In the language that the person last used; where that is not known, in Chinese and then in English. */
function mailFor(delivery: {
	address: string;
	recipient: string | null;
	kind: string;
	params: unknown;
	event_id: string | null;
	event_name: string | null;
	locale: string | null;
}) {
	const facts = {
		kind: delivery.kind,
		params: delivery.params as Record<string, unknown>,
		eventId: delivery.event_id,
		eventName: delivery.event_name,
	};
	const origin = serverSettings().origin;
	const languages = mailLanguages(delivery.locale);
	const part = (locale: Locale) => {
		const words = notificationText(facts, { locale });
		return [
			m.notifications_mail_greeting({ name: delivery.recipient ?? '' }, { locale }),
			'',
			words.title,
			words.body,
			origin && origin + words.href,
		]
			.filter((line) => line !== null)
			.join('\n');
	};
	return {
		to: delivery.address,
		subject: notificationText(facts, { locale: languages[0] }).title,
		text:
			[
				languages.map(part).join('\n\n—\n\n'),
				m.notifications_mail_footer({}, { locale: languages[0] }),
				'',
			]
				.join('\n\n')
				.trimEnd() + '\n',
	};
}
