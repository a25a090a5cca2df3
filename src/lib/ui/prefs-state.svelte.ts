import { createContext } from 'svelte';
import { PREFS_COOKIE, PREFS_MAX_AGE, serializePrefs, type Prefs, type Theme } from './prefs';

/** The switches as they stand in this page; shared by the header's and the footer's controls. */
export class PrefsState {
	theme: Theme = $state('auto');
	elder = $state(false);

	constructor(prefs: Prefs) {
		this.theme = prefs.theme;
		this.elder = prefs.elder;
	}

	/** Flips at once and remembers it; the server reads the same cookie at the next page. */
	set(change: Partial<Prefs>): void {
		this.theme = change.theme ?? this.theme;
		this.elder = change.elder ?? this.elder;
		const value = serializePrefs({ theme: this.theme, elder: this.elder });
		const secure = location.protocol === 'https:' ? '; secure' : '';
		document.cookie = `${PREFS_COOKIE}=${value}; path=/; max-age=${PREFS_MAX_AGE}; samesite=lax${secure}`;
		this.apply();
	}

	/** Brings `<html>` in line; pages that no server drew (offline apps) need it once at the start. */
	apply(): void {
		document.documentElement.dataset.theme = this.theme;
		document.documentElement.toggleAttribute('data-elder', this.elder);
	}
}

const [get, set, has] = createContext<PrefsState>();

/** Makes the switches available to everything below. */
export function providePrefs(prefs: Prefs): PrefsState {
	return set(new PrefsState(prefs));
}

/** The switches of this page; undefined where no layout above provides them. */
export function usePrefs(): PrefsState | undefined {
	return has() ? get() : undefined;
}
