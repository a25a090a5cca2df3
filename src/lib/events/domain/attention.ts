import { stageOf, type EventTimes } from './stages';

/** Something an organizer should look at now; the page turns it into words and a link. */
export type Attention =
	| { kind: 'no_divisions' }
	| { kind: 'unpublished'; opensAt: string }
	| { kind: 'pending'; count: number }
	| { kind: 'waitlisted'; count: number }
	| { kind: 'full'; divisions: string[] }
	| { kind: 'few'; taken: number; capacity: number; closesAt: string }
	| { kind: 'no_scanner'; startsAt: string }
	| { kind: 'not_finished' }
	| { kind: 'not_archived' };

export interface AttentionInput extends EventTimes {
	divisions: { name: string; taken: number; capacity: number | null }[];
	pending: number;
	waitlisted: number;
	/** People who may scan; null where it was not asked. */
	scanners: number | null;
}

const DAY = 86_400_000;
/** A draft whose sign-up should open within this time is listed. */
const UNPUBLISHED_MS = 7 * DAY;
/** With less than half of the places taken so shortly before the end, reminding helps. */
const FEW_MS = 3 * DAY;
const NO_SCANNER_MS = 3 * DAY;
const ARCHIVE_AFTER_MS = 30 * DAY;

/** What needs attention on an event, the most pressing first. */
export function attentionOf(event: AttentionInput, now: Date): Attention[] {
	const stage = stageOf(event, now);
	const until = (instant: string) => Date.parse(instant) - now.getTime();
	const found: Attention[] = [];
	if (stage === 'draft') {
		if (event.divisions.length === 0) found.push({ kind: 'no_divisions' });
		if (until(event.registration_opens_at) < UNPUBLISHED_MS) {
			found.push({ kind: 'unpublished', opensAt: event.registration_opens_at });
		}
		return found;
	}
	if (stage === 'archived' || stage === 'canceled') return found;
	if (event.status === 'published' && stage === 'results') found.push({ kind: 'not_finished' });
	if (event.pending > 0) found.push({ kind: 'pending', count: event.pending });

	if (stage !== 'results') {
		if (event.waitlisted > 0) found.push({ kind: 'waitlisted', count: event.waitlisted });
		if (event.scanners === 0 && until(event.starts_at) < NO_SCANNER_MS) {
			found.push({ kind: 'no_scanner', startsAt: event.starts_at });
		}
	}
	if (stage === 'open') {
		const full = event.divisions.filter((d) => d.capacity !== null && d.taken >= d.capacity);
		if (full.length > 0) found.push({ kind: 'full', divisions: full.map((d) => d.name) });
		const places = placesOf(event.divisions);
		if (
			places.capacity !== null &&
			places.taken * 2 < places.capacity &&
			until(event.registration_closes_at) < FEW_MS
		) {
			found.push({
				kind: 'few',
				taken: places.taken,
				capacity: places.capacity,
				closesAt: event.registration_closes_at,
			});
		}
	}
	if (event.status === 'finished' && -until(event.ends_at) > ARCHIVE_AFTER_MS) {
		found.push({ kind: 'not_archived' });
	}
	return found;
}

/** Places taken and offered by all divisions; no capacity when one of them has no limit. */
export function placesOf(divisions: readonly { taken: number; capacity: number | null }[]): {
	taken: number;
	capacity: number | null;
} {
	let capacity: number | null = 0;
	let taken = 0;
	for (const division of divisions) {
		taken += division.taken;
		capacity =
			capacity === null || division.capacity === null ? null : capacity + division.capacity;
	}
	return { taken, capacity };
}
