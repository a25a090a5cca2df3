import { describe, expect, test } from 'vitest';
import { pageCount, pageHref, readPage } from './paging';

describe('pages of a list', () => {
	test.each([
		['page=3', 3],
		['', 1],
		['page=0', 1],
		['page=-1', 1],
		['page=1.5', 1],
		['page=x', 1],
		['page=1e9', 1],
	])('an address with "%s" shows page %i', (query, page) => {
		expect(readPage(new URLSearchParams(query))).toBe(page);
	});
	test('an empty list has one page, and a full page no second', () => {
		expect([0, 30, 31].map((total) => pageCount(total))).toEqual([1, 1, 2]);
	});
	test('a link keeps what else the address says', () => {
		const url = new URL('http://site/events?kind=training&page=2');
		expect(pageHref(url, 3)).toBe('/events?kind=training&page=3');
		expect(pageHref(url, 1)).toBe('/events?kind=training');
		expect(pageHref(new URL('http://site/events?page=2'), 1)).toBe('/events');
	});
});
