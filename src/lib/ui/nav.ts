import type { Component } from 'svelte';

/** A place one can go to from anywhere: a tab on phones, a link in the header on wide screens. */
export interface NavItem {
	href: string;
	label: string;
	icon: Component<{ 'aria-hidden'?: 'true' }>;
}

/**
 * The item of the page shown: the one with the longest path that the page's path begins with. Home
 * stands for itself alone.
 */
export function currentHref(items: readonly { href: string }[], pathname: string): string | null {
	const under = items
		.map((item) => item.href)
		.filter((href) => pathname === href || (href !== '/' && pathname.startsWith(`${href}/`)));
	return under.toSorted((a, b) => b.length - a.length)[0] ?? null;
}
