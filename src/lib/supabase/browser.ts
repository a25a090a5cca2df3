import type { SupabaseClient } from '@supabase/supabase-js';
import { AUTH_COOKIE } from './cookie';
import type { Database } from './database.types';

/**
 * How a page that was prerendered, and may have been opened without a network, finds the backend:
 *
 * - The address is always the page's own origin. The server serves Supabase's API there itself, or
 *   passes requests on to the project, so no address is built in and the CSP allows 'self' alone.
 * - The publishable key comes from `/api/backend`, asked once and remembered on the device, because
 *   `$env/dynamic/public` would load a file that is not there offline. It is asked again in the
 *   background, so that a changed key reaches a device at its second visit.
 */
const STORED = 'huijiang:publishable-key';

let client: Promise<SupabaseClient<Database>> | undefined;

/**
 * The browser's client, which acts as the signed-in user; one for the whole page.
 * @throws TypeError when the device is offline and was never online here before
 */
export function browserClient(): Promise<SupabaseClient<Database>> {
	client ??= connect().catch((error: unknown) => {
		client = undefined; // the next call tries again
		throw error;
	});
	return client;
}

async function connect(): Promise<SupabaseClient<Database>> {
	const remembered = localStorage.getItem(STORED);
	const asked = askForKey();
	if (remembered) asked.catch(() => undefined); // offline: the remembered key serves
	// Fetched beside the page: what a device shows from its own store must not wait for it.
	const [{ createBrowserClient }, key] = await Promise.all([
		import('@supabase/ssr'),
		remembered ?? asked,
	]);
	return createBrowserClient<Database>(location.origin, key, {
		cookieOptions: {
			name: AUTH_COOKIE,
			path: '/',
			sameSite: 'lax',
			secure: location.protocol === 'https:',
		},
	});
}

async function askForKey(): Promise<string> {
	const res = await fetch('/api/backend');
	if (!res.ok) throw new TypeError(`The backend's key could not be loaded (${res.status})`);
	const { publishableKey } = (await res.json()) as { publishableKey: string };
	localStorage.setItem(STORED, publishableKey);
	return publishableKey;
}
