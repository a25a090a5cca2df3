import { error, json } from '@sveltejs/kit';
import { issuePasses } from '$lib/passes/issue.server';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import type { RequestHandler } from './$types';

/** Issues the signed-in person's missing passes: the way back when issuing at sign-up failed. */
export const POST: RequestHandler = async ({ locals }) => {
	if (!locals.userId) error(401, { code: 'not_signed_in', message: 'not signed in' });
	const due = unwrap(await locals.supabase.rpc('my_passes_due'));
	return json({ issued: await issuePasses(serviceClient(), due) });
};
