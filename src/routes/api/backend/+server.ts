import { json } from '@sveltejs/kit';
import { backend } from '$lib/supabase/backend.server';

/** What a browser needs beside the page's own origin: the key that may be known to anybody. */
export function GET() {
	return json(
		{ publishableKey: backend().publishableKey },
		{ headers: { 'cache-control': 'no-cache' } },
	);
}
