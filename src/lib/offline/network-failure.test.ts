import { expect, test } from 'vitest';
import { isNetworkFailure } from './network-failure';

test.each([
	'Failed to fetch',
	'Failed to fetch dynamically imported module: https://huijiang.example/_app/1.js',
	'NetworkError when attempting to fetch resource.',
	'error loading dynamically imported module: https://huijiang.example/_app/1.js',
	'Load failed',
	'Importing a module script failed.',
])('“%s” is the network', (message) => {
	expect(isNetworkFailure(new TypeError(message))).toBe(true);
});

test('a fault of our own is not the network, though it is a TypeError too', () => {
	expect(
		isNetworkFailure(new TypeError("Cannot read properties of undefined (reading 'id')")),
	).toBe(false);
	expect(isNetworkFailure(new Error('Failed to fetch'))).toBe(false);
	expect(isNetworkFailure('Failed to fetch')).toBe(false);
});
