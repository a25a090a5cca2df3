import { expect, it } from 'vitest';
import { currentHref } from './nav';

const items = [{ href: '/' }, { href: '/me' }, { href: '/events' }, { href: '/me/profile' }];

it('marks the place with the longest matching path as the current one', () => {
	expect(currentHref(items, '/me')).toBe('/me');
	expect(currentHref(items, '/me/passes')).toBe('/me');
	expect(currentHref(items, '/me/profile/edit')).toBe('/me/profile');
});

it('does not take a path for another that only begins with the same letters', () => {
	expect(currentHref(items, '/eventsource')).toBeNull();
});

it('marks home on the home page only', () => {
	expect(currentHref(items, '/')).toBe('/');
	expect(currentHref(items, '/sign-in')).toBeNull();
});
