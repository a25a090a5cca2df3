import { error } from '@sveltejs/kit';
import { AUDIT_PAGE, auditBreak, auditPage } from '$lib/audit/data';
import { m } from '$lib/paraglide/messages';
import { serviceClient } from '$lib/supabase/service.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { union, isAdmin } = await request.parent();
	if (!isAdmin) error(403, { code: 'not_permitted', message: m.audit_denied() });
	const before = Number(request.url.searchParams.get('before'));
	const from = Number.isSafeInteger(before) && before > 0 ? before : null;
	const isRoot = union.parent_id === null;
	const [entries, broken] = await Promise.all([
		auditPage(request.locals.supabase, union.id, from),
		// The chain runs through all unions: only who answers for all of them is told about it.
		isRoot ? auditBreak(serviceClient()) : null,
	]);
	return {
		entries,
		chain: isRoot ? { broken } : null,
		isFirst: from === null,
		older: entries.length === AUDIT_PAGE ? (entries.at(-1)?.seq ?? null) : null,
	};
};
