import { m } from '$lib/paraglide/messages';
import { paths } from '$lib/shared/routes';

/** What is stored of a notification; the words are made here, in the reader's language. */
export interface NotificationFacts {
	kind: string;
	params: Record<string, unknown>;
	eventId: string | null;
	eventName: string | null;
}

export interface NotificationText {
	title: string;
	body: string | null;
	/** A path of the site. */
	href: string;
}

type Locale = { locale?: 'zh-CN' | 'en' };

/** The words and the link of a notification; `locale` is given where no reader's language is known. */
export function notificationText(facts: NotificationFacts, options: Locale = {}): NotificationText {
	const params = facts.params;
	const event = facts.eventName ?? '';
	const division = typeof params.division === 'string' ? params.division : '';
	const reason =
		typeof params.reason === 'string' && params.reason
			? m.notifications_reason({ reason: params.reason }, options)
			: null;
	const registration =
		typeof params.registration_id === 'string' ? paths.registration(params.registration_id) : null;
	const href = registration ?? (facts.eventId ? paths.event(facts.eventId) : paths.notifications());
	switch (facts.kind) {
		case 'registration_approved':
			return {
				title: m.notifications_registration_approved({ event, division }, options),
				body: m.notifications_registration_approved_hint({}, options),
				href,
			};
		case 'registration_rejected':
			return {
				title: m.notifications_registration_rejected({ event, division }, options),
				body: reason,
				href,
			};
		case 'registration_canceled':
			return {
				title: m.notifications_registration_canceled({ event, division }, options),
				body: reason,
				href,
			};
		case 'event_canceled':
			return {
				title: m.notifications_event_canceled({ event }, options),
				body: reason,
				href: facts.eventId ? paths.event(facts.eventId) : href,
			};
		default:
			return { title: event, body: reason, href };
	}
}
