/** Long lists come in pages, counted from 1 and named in the address. */

/** Rows of a page, where the list has no reason for another number. */
export const PAGE_ROWS = 30;

/** The page that an address asks for; whatever is no page is the first. */
export function readPage(params: URLSearchParams): number {
	const page = Number(params.get('page'));
	return Number.isInteger(page) && page >= 1 && page <= 100_000 ? page : 1;
}

/** How many pages hold so many rows; at least one. */
export function pageCount(total: number, rows = PAGE_ROWS): number {
	return Math.max(1, Math.ceil(total / rows));
}

/** The address of another page of the list shown; what else the address says, filters say, stays. */
export function pageHref({ pathname, searchParams }: URL, page: number): string {
	const params = new URLSearchParams(searchParams);
	if (page > 1) params.set('page', String(page));
	else params.delete('page');
	const query = params.toString();
	return query ? `${pathname}?${query}` : pathname;
}
