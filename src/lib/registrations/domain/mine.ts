/** What the ordering looks at. Instants are ISO texts. */
export interface Mine {
	status: string;
	event: { status: string; starts_at: string; ends_at: string };
}

/**
 * A person's registrations as their home shows them: what is next, soonest first, and what is past,
 * latest first. Something canceled stays among the next until its day, so that nobody travels for
 * nothing; a registration that the person withdrew is past at once.
 */
export function sortMine<R extends Mine>(all: readonly R[], now: Date): { next: R[]; past: R[] } {
	const isNext = (r: R) =>
		Date.parse(r.event.ends_at) >= now.getTime() &&
		r.event.status !== 'archived' &&
		(r.status !== 'canceled' || r.event.status === 'canceled');
	const startOf = (r: R) => Date.parse(r.event.starts_at);
	return {
		next: all.filter(isNext).sort((a, b) => startOf(a) - startOf(b)),
		past: all.filter((r) => !isNext(r)).sort((a, b) => startOf(b) - startOf(a)),
	};
}
