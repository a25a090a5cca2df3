/** What the ordering looks at. Instants are ISO texts. */
export interface Mine {
	status: string;
	/** Why staff did not keep the registration; a person who withdraws gives none. */
	status_reason: string | null;
	event: { status: string; status_reason: string | null; starts_at: string; ends_at: string };
}

/** How a registration stands for the person: as stored, or what has become of it since. */
export type Standing =
	'pending' | 'approved' | 'waitlisted' | 'rejected' | 'canceled' | 'withdrawn';

/**
 * How a registration stands, and why when somebody else decided. One in an event that was called off
 * counts as canceled whatever its row says; only who withdrew before is not told of it.
 */
export function standingOf(registration: Mine): { standing: Standing; reason: string | null } {
	const { status, status_reason: reason, event } = registration;
	if (status === 'canceled' && !reason) return { standing: 'withdrawn', reason: null };
	if (event.status === 'canceled') return { standing: 'canceled', reason: event.status_reason };
	return { standing: status as Standing, reason };
}

/** Whether the person still takes part, or may yet. */
export function isStanding(registration: Mine): boolean {
	return ['approved', 'pending', 'waitlisted'].includes(standingOf(registration).standing);
}

/**
 * A person's registrations as their home shows them: what is next, soonest first; what was called off
 * or refused and would still be to come, so that nobody travels for nothing; and what is past, latest
 * first. What the person withdrew is past at once.
 */
export function sortMine<R extends Mine>(
	all: readonly R[],
	now: Date,
): { next: R[]; off: R[]; past: R[] } {
	const isAhead = (r: R) =>
		Date.parse(r.event.ends_at) >= now.getTime() && r.event.status !== 'archived';
	const isNext = (r: R) => isAhead(r) && isStanding(r);
	const isOff = (r: R) => isAhead(r) && !isStanding(r) && standingOf(r).standing !== 'withdrawn';
	const startOf = (r: R) => Date.parse(r.event.starts_at);
	const soonest = (a: R, b: R) => startOf(a) - startOf(b);
	return {
		next: all.filter(isNext).sort(soonest),
		off: all.filter(isOff).sort(soonest),
		past: all.filter((r) => !isNext(r) && !isOff(r)).sort((a, b) => soonest(b, a)),
	};
}
