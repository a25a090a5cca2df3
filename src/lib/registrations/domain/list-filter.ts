import { isId } from '$lib/shared/ids';
import { readPage } from '$lib/shared/paging';

export const REGISTRATION_STATUSES = [
	'pending',
	'approved',
	'waitlisted',
	'rejected',
	'canceled',
] as const;
export type RegistrationStatus = (typeof REGISTRATION_STATUSES)[number];

/** Who has been checked in, and who is approved and has not. */
export const ARRIVALS = ['arrived', 'missing'] as const;
export type Arrival = (typeof ARRIVALS)[number];

/** What staff may do to registrations; those in NEEDS_REASON want a reason. */
export const CHANGES = ['approve', 'reject', 'cancel', 'block', 'unblock', 'reissue'] as const;
export type Change = (typeof CHANGES)[number];
export const NEEDS_REASON: ReadonlySet<Change> = new Set(['reject', 'cancel', 'block']);

/** What of a registration decides which changes it can undergo. */
export interface Changeable {
	/** One of the statuses above. */
	status: string;
	blocked_reason: string | null;
}

/** The changes that would do something to at least one of these registrations, in the usual order. */
export function changesFor(registrations: readonly Changeable[]): Change[] {
	const applies = (change: Change) =>
		registrations.some(({ status, blocked_reason }) => {
			const undecided = status === 'pending' || status === 'waitlisted';
			const live = undecided || status === 'approved';
			switch (change) {
				case 'approve':
					// Bringing back who has canceled is a decision about one person, not about many.
					return status !== 'approved' && (status !== 'canceled' || registrations.length === 1);
				case 'reject':
					return undecided;
				case 'cancel':
				case 'block': // once more, too: with another reason
					return live;
				case 'unblock':
					return blocked_reason !== null;
				case 'reissue':
					return status === 'approved';
			}
		});
	return CHANGES.filter(applies);
}

/** What the organizer's list shows, as its address says it. */
export interface ListFilter {
	division: string | null;
	union: string | null;
	status: RegistrationStatus | null;
	arrival: Arrival | null;
	search: string | null;
	/** Counted from 1. */
	page: number;
}

/** Reads a filter from an address; whatever makes no sense there filters nothing. */
export function readFilter(params: URLSearchParams): ListFilter {
	const id = (name: string) => {
		const value = params.get(name);
		return isId(value) ? value : null;
	};
	return {
		division: id('division'),
		union: id('union'),
		status: REGISTRATION_STATUSES.find((status) => status === params.get('status')) ?? null,
		arrival: ARRIVALS.find((arrival) => arrival === params.get('arrival')) ?? null,
		search: params.get('search')?.trim().slice(0, 60) || null,
		page: readPage(params),
	};
}

/** The address part of a filter, with some of it changed; another filter starts on its first page. */
export function filterQuery(filter: ListFilter, change: Partial<ListFilter> = {}): string {
	const next = { ...filter, page: 1, ...change };
	const params = new URLSearchParams();
	for (const name of ['division', 'union', 'status', 'arrival', 'search'] as const) {
		const value = next[name];
		if (value) params.set(name, value);
	}
	if (next.page > 1) params.set('page', String(next.page));
	const query = params.toString();
	return query ? `?${query}` : '';
}

/** Whether anything is filtered. */
export function isFiltered(filter: ListFilter): boolean {
	const { division, union, status, arrival, search } = filter;
	return Boolean(division || union || status || arrival || search);
}
