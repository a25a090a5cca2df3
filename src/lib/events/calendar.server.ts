import ical, { ICalEventStatus } from 'ical-generator';
import type { Event } from './data';

/** An event for a phone's calendar, with a reminder two hours before it begins. */
export function eventCalendar(
	event: Pick<
		Event,
		'id' | 'name' | 'venue' | 'address' | 'starts_at' | 'ends_at' | 'status' | 'updated_at'
	>,
	url: string,
): string {
	const calendar = ical({ name: event.name, prodId: { company: 'huijiang', product: 'events' } });
	calendar
		.createEvent({
			id: event.id,
			summary: event.name,
			start: new Date(event.starts_at),
			end: new Date(event.ends_at),
			stamp: new Date(event.updated_at),
			location: [event.venue, event.address].filter(Boolean).join(' ') || null,
			url,
			status: event.status === 'canceled' ? ICalEventStatus.CANCELLED : ICalEventStatus.CONFIRMED,
		})
		.createAlarm({ trigger: 2 * 60 * 60 });
	return calendar.toString();
}
