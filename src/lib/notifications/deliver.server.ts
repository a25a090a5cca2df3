import { m } from '$lib/paraglide/messages';
import { serverSettings } from '$lib/server/env';
import { log } from '$lib/server/log';
import { mailOnce } from '$lib/server/mail';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import { notificationText } from './notification-text';

/** How often the queue is looked at, in milliseconds, and how many are taken at once. */
const EVERY = 10_000;
const BATCH = 20;

let timer: NodeJS.Timeout | undefined;

/** Sends what is due, again and again, until the process ends. Several servers may do so at once. */
export function startDeliveries(): void {
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

/** Sends one batch of what is due; returns how many were taken. */
export async function deliverDue(): Promise<number> {
	const client = serviceClient();
	const due = unwrap(await client.rpc('claim_deliveries', { p_limit: BATCH }));
	for (const delivery of due) {
		let failure: string | undefined;
		try {
			await mailOnce(mailFor(delivery));
		} catch (error) {
			failure = error instanceof Error ? error.message : String(error);
			log.warn({ deliveryId: delivery.id, reason: failure }, 'notification not sent');
		}
		unwrap(await client.rpc('finish_delivery', { p_id: delivery.id, p_error: failure }));
	}
	return due.length;
}

/** The server does not know a person's language, so the Chinese words come first and English after. */
function mailFor(delivery: {
	address: string;
	recipient: string | null;
	kind: string;
	params: unknown;
	event_id: string | null;
	event_name: string | null;
}) {
	const facts = {
		kind: delivery.kind,
		params: delivery.params as Record<string, unknown>,
		eventId: delivery.event_id,
		eventName: delivery.event_name,
	};
	const origin = serverSettings().origin;
	const part = (locale: 'zh-CN' | 'en') => {
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
		subject: notificationText(facts, { locale: 'zh-CN' }).title,
		text: `${part('zh-CN')}\n\n—\n\n${part('en')}\n\n${m.notifications_mail_footer({}, { locale: 'zh-CN' })}\n`,
	};
}
