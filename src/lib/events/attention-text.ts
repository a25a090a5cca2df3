import { m } from '$lib/paraglide/messages';
import { paths } from '$lib/shared/routes';
import type { Attention } from './domain/attention';

/** The words for something that needs attention, and where to deal with it. */
export function attentionText(
	attention: Attention,
	eventId: string,
	time: (instant: string) => string,
): { text: string; href: string } {
	const desk = paths.desk(eventId);
	const list = (status: string) => `${paths.registrations(eventId)}?status=${status}`;
	switch (attention.kind) {
		case 'no_divisions':
			return {
				text: m.events_attention_no_divisions(),
				href: `${paths.editEvent(eventId)}#divisions`,
			};
		case 'unpublished':
			return {
				text: m.events_attention_unpublished({ time: time(attention.opensAt) }),
				href: desk,
			};
		case 'pending':
			return {
				text: m.events_attention_pending({ count: attention.count }),
				href: list('pending'),
			};
		case 'waitlisted':
			return {
				text: m.events_attention_waitlisted({ count: attention.count }),
				href: list('waitlisted'),
			};
		case 'full':
			return {
				text: m.events_attention_full({ names: attention.divisions.join('、') }),
				href: `${paths.editEvent(eventId)}#divisions`,
			};
		case 'few':
			return {
				text: m.events_attention_few({
					time: time(attention.closesAt),
					taken: attention.taken,
					capacity: attention.capacity,
				}),
				href: paths.registrations(eventId),
			};
		case 'no_scanner':
			return {
				text: m.events_attention_no_scanner({ time: time(attention.startsAt) }),
				href: paths.staff(eventId),
			};
		case 'not_finished':
			return { text: m.events_attention_not_finished(), href: desk };
		case 'not_archived':
			return { text: m.events_attention_not_archived(), href: desk };
	}
}
