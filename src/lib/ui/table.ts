import type { Snippet } from 'svelte';

export interface Column<Row> {
	key: string;
	label: string;
	/** What the cell says; use `cell` for anything but text. */
	text?: (row: Row) => string | number | null | undefined;
	cell?: Snippet<[Row]>;
	/** Figures stand at the right, under each other. */
	align?: 'start' | 'end';
	/** The head becomes a link that sorts; `sortHref` of the table makes its address. */
	sortable?: boolean;
	/** On phones: the card's title (once a table), or left out. */
	onPhone?: 'title' | 'hide';
	/** A CSS width for wide screens, e.g. `34%`. */
	width?: string;
}

export interface Sort {
	key: string;
	direction: 'asc' | 'desc';
}

/** Pressing a head sorts upwards; pressing it again turns the order round. */
export function nextSort(sort: Sort | null, key: string): Sort {
	return sort?.key === key && sort.direction === 'asc'
		? { key, direction: 'desc' }
		: { key, direction: 'asc' };
}
