import { describe, expect, it } from 'vitest';
import { hasArrived, troubleOf } from './submit';

describe('the answer to a form', () => {
	it('counts as arrived when it succeeds or leads on', () => {
		expect(hasArrived({ type: 'success', status: 200 })).toBe(true);
		expect(
			hasArrived({ type: 'redirect', status: 303, location: '/me/registrations/1?done' }),
		).toBe(true);
	});

	it('does not count as arrived when it is refused or leads to signing in first', () => {
		expect(hasArrived({ type: 'failure', status: 409 })).toBe(false);
		for (const location of ['/sign-in?next=%2Fevents%2F1', '/me/profile?next=%2Fevents%2F1']) {
			expect(hasArrived({ type: 'redirect', status: 303, location })).toBe(false);
		}
	});

	it('tells a lost network from a server that failed, and leaves refusals to their page', () => {
		expect(troubleOf({ type: 'error', error: new TypeError('Failed to fetch') })).toEqual({
			offline: true,
		});
		expect(troubleOf({ type: 'error', error: new SyntaxError('<html>') })).toEqual({
			offline: false,
		});
		expect(troubleOf({ type: 'error', status: 500, error: { id: 'abc' } })).toEqual({
			offline: false,
			id: 'abc',
		});
		expect(troubleOf({ type: 'error', status: 404, error: {} })).toBeNull();
		expect(troubleOf({ type: 'failure', status: 400 })).toBeNull();
	});
});
