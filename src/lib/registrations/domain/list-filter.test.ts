import { describe, expect, test } from 'vitest';
import { CHANGES, changesFor, filterQuery, isFiltered, readFilter } from './list-filter';

const ID = '0190b8a0-0000-7000-8000-000000000001';
const read = (query: string) => readFilter(new URLSearchParams(query));

describe('the filter of the list in its address', () => {
	test('is read and written alike', () => {
		const filter = read(`division=${ID}&status=pending&arrival=missing&search=+李 &page=3`);
		expect(filter).toEqual({
			division: ID,
			union: null,
			status: 'pending',
			arrival: 'missing',
			search: '李',
			page: 3,
		});
		expect(read(filterQuery(filter, { page: 3 }).slice(1))).toEqual(filter);
	});
	test('ignores what makes no sense instead of failing', () => {
		const filter = read(
			`division=1&union=%27&status=dead&arrival=late&page=-1&search=${'x'.repeat(200)}`,
		);
		expect(filter).toMatchObject({
			division: null,
			union: null,
			status: null,
			arrival: null,
			page: 1,
		});
		expect(filter.search).toHaveLength(60);
		expect(read('page=1e99').page).toBe(1);
	});
	test('goes back to the first page when what is shown changes', () => {
		expect(filterQuery(read('page=3'), { status: 'approved' })).toBe('?status=approved');
		expect(isFiltered(read('page=3'))).toBe(false);
	});
});

describe('the changes on offer', () => {
	const one = (status: 'pending' | 'approved' | 'rejected' | 'canceled', blocked = '') => ({
		status,
		blocked_reason: blocked || null,
	});
	test('are those that would do something', () => {
		expect(changesFor([one('approved')])).toEqual(['cancel', 'block', 'reissue']);
		expect(changesFor([one('approved', '补证')])).toEqual([
			'cancel',
			'block',
			'unblock',
			'reissue',
		]);
		expect(changesFor([one('pending')])).toEqual(['approve', 'reject', 'cancel', 'block']);
		expect(changesFor([one('rejected')])).toEqual(['approve']);
		expect(changesFor([])).toEqual([]);
	});
	test('bring back who has canceled one by one only, as the database does', () => {
		expect(changesFor([one('canceled')])).toEqual(['approve']);
		expect(changesFor([one('canceled'), one('canceled')])).toEqual([]);
	});
	test('of several are those of each', () => {
		expect(changesFor([one('approved', '补证'), one('pending')])).toEqual([...CHANGES]);
	});
});
