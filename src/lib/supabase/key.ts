/**
 * The publishable key, for pages that were prerendered and may have been opened without a network. It
 * comes from `/api/backend`, asked once and remembered on the device, because `$env/dynamic/public`
 * would load a file that is not there offline. It is asked again in the background, so that a changed
 * key reaches a device at its second visit.
 *
 * The address is always the page's own origin: the server serves Supabase's API there itself, or
 * passes requests on to the project, so no address is built in and the CSP allows 'self' alone.
 */
const STORED = 'huijiang:publishable-key';

let key: Promise<string> | undefined;

/** @throws TypeError when the device is offline and was never online here before */
export function publishableKey(): Promise<string> {
	key ??= find().catch((error: unknown) => {
		key = undefined; // the next call tries again
		throw error;
	});
	return key;
}

async function find(): Promise<string> {
	const remembered = localStorage.getItem(STORED);
	const asked = ask();
	if (!remembered) return asked;
	asked.catch(() => undefined); // offline: the remembered key serves
	return remembered;
}

async function ask(): Promise<string> {
	// Without cookies: it must not renew the session beside those who wait for that.
	const res = await fetch('/api/backend', { credentials: 'omit' });
	if (!res.ok) throw new TypeError(`The backend's key could not be loaded (${res.status})`);
	const { publishableKey } = (await res.json()) as { publishableKey: string };
	localStorage.setItem(STORED, publishableKey);
	return publishableKey;
}
