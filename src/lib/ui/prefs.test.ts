import { describe, expect, it } from 'vitest';
import {
	DEFAULT_PREFS,
	htmlAttributes,
	parsePrefs,
	prefsFromCookies,
	serializePrefs,
	THEMES,
} from './prefs';
import { backPath, readPrefsForm } from './prefs-form';

describe('the prefs cookie', () => {
	it('gives back every combination that was put in', () => {
		for (const theme of THEMES) {
			for (const elder of [true, false]) {
				expect(parsePrefs(serializePrefs({ theme, elder }))).toEqual({ theme, elder });
			}
		}
	});

	it('counts as not set when it is missing or nonsense', () => {
		for (const cookie of [null, undefined, '', '%00', 'purple', '{"theme":1}']) {
			expect(parsePrefs(cookie)).toEqual(DEFAULT_PREFS);
		}
	});

	it('never carries anything but known words into the html element', () => {
		expect(htmlAttributes(parsePrefs('"><script>.elder'))).toBe('data-theme="auto" data-elder');
		expect(htmlAttributes({ theme: 'dark', elder: false })).toBe('data-theme="dark"');
	});

	it('is found among other cookies, and not mistaken for one with a longer name', () => {
		expect(prefsFromCookies('a=1; prefs=dark.elder; b=2')).toEqual({ theme: 'dark', elder: true });
		expect(prefsFromCookies('myprefs=dark; prefs2=dark')).toEqual(DEFAULT_PREFS);
	});

	it('needs no escaping in a Set-Cookie header', () => {
		expect(serializePrefs({ theme: 'light', elder: true })).toMatch(/^[a-z.]+$/);
	});
});

describe('the form of the switches', () => {
	const form = (fields: Record<string, string>) => {
		const data = new FormData();
		for (const [name, value] of Object.entries(fields)) data.set(name, value);
		return data;
	};

	it('changes only what it names', () => {
		const now = { theme: 'dark', elder: true } as const;
		expect(readPrefsForm(form({ elder: 'off' }), now)).toEqual({ theme: 'dark', elder: false });
		expect(readPrefsForm(form({ theme: 'auto' }), now)).toEqual({ theme: 'auto', elder: true });
		expect(readPrefsForm(form({ theme: 'pink', elder: 'maybe' }), now)).toEqual(now);
	});

	it('leads back only to a path of this site', () => {
		const origin = 'https://union.example';
		expect(backPath('/events/1?tab=2', origin)).toBe('/events/1?tab=2');
		for (const evil of [
			'https://evil.example/',
			'//evil.example/',
			'/\\evil.example',
			'/.//evil.example',
			'/a/..//evil.example',
			'javascript:alert(1)',
			'',
			null,
		]) {
			expect(backPath(evil, origin)).toBe('/');
		}
	});
});
