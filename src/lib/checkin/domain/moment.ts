import { dayIn } from '$lib/shared/time';

/** Whether an event is on, by the calendar of its zone: people come in before the first hour strikes. */
export type Moment = 'before' | 'on' | 'after';

/** When `at` is, seen from an event. A scan on another day still counts; staff should know. */
export function momentOf(
	event: { startsAt: number; endsAt: number; timeZone: string },
	at: number,
): Moment {
	const day = (ms: number) => dayIn(new Date(ms), event.timeZone);
	const today = day(at);
	if (today < day(event.startsAt)) return 'before';
	// What ends at midnight ends with the day before.
	return at > event.endsAt && today > day(event.endsAt - 1) ? 'after' : 'on';
}
