import type { Handle } from '@sveltejs/kit';
import { withInitials } from '$lib/checkin/initials.server';

/**
 * Adds the initials of names to a scanner's roster on its way from the database, in both modes: the
 * database knows no pinyin, and a dictionary is too large for a phone at a gate.
 */
export const rosterInitials: Handle = async ({ event, resolve }) => {
	const response = await resolve(event);
	if (event.url.pathname !== '/rest/v1/rpc/scan_roster' || !response.ok) return response;
	const headers = new Headers(response.headers);
	headers.delete('content-length');
	const roster: unknown = await response.json();
	return new Response(JSON.stringify(withInitials(roster)), { status: response.status, headers });
};
