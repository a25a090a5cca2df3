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

/** What staff may do to registrations; those in NEEDS_REASON want a reason. */
export const CHANGES = ['approve', 'reject', 'cancel', 'block', 'unblock', 'reissue'] as const;
export type Change = (typeof CHANGES)[number];
export const NEEDS_REASON: ReadonlySet<Change> = new Set(['reject', 'cancel', 'block']);

/** What the organizer's list shows, as its address says it. */
export interface ListFilter {
	division: string | null;
	union: string | null;
	status: RegistrationStatus | null;
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
		search: params.get('search')?.trim().slice(0, 60) || null,
		page: readPage(params),
	};
}

/** The address part of a filter, with some of it changed; another filter starts on its first page. */
export function filterQuery(filter: ListFilter, change: Partial<ListFilter> = {}): string {
	const next = { ...filter, page: 1, ...change };
	const params = new URLSearchParams();
	for (const name of ['division', 'union', 'status', 'search'] as const) {
		const value = next[name];
		if (value) params.set(name, value);
	}
	if (next.page > 1) params.set('page', String(next.page));
	const query = params.toString();
	return query ? `?${query}` : '';
}

/** Whether anything is filtered. */
export function isFiltered(filter: ListFilter): boolean {
	return Boolean(filter.division || filter.union || filter.status || filter.search);
}
