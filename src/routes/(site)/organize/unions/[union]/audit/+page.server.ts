import { error, fail } from '@sveltejs/kit';
import { AUDIT_PAGE, auditBreak, auditPage, eraseAuditPayload } from '$lib/audit/data';
import { EraseForm } from '$lib/audit/schema';
import { m } from '$lib/paraglide/messages';
import { formFailure, parseForm } from '$lib/server/forms';
import { requireUser } from '$lib/server/guards';
import { serviceClient } from '$lib/supabase/service.server';
import type { Actions, PageServerLoad } from './$types';

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
		erasing: request.url.searchParams.has('erase'),
		isFirst: from === null,
		older: entries.length === AUDIT_PAGE ? (entries.at(-1)?.seq ?? null) : null,
	};
};

export const actions: Actions = {
	erase: async (request) => {
		requireUser(request);
		const parsed = parseForm(EraseForm, await request.request.formData());
		if (!parsed.ok) {
			const { values, issues } = parsed.failure.data;
			return fail(400, { wrong: { seq: Number(values.seq), reason: issues.reason ?? '' } });
		}
		const { seq, reason } = parsed.data;
		const erased = await eraseAuditPayload(request.locals.supabase, seq, reason);
		return erased.ok ? { erased: seq } : formFailure(erased.error);
	},
};
