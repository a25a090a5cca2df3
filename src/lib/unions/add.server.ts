import type { Failure } from '$lib/shared/errors';
import type { Result } from '$lib/shared/result';
import { serviceClient } from '$lib/supabase/service.server';
import { call } from '$lib/supabase/unwrap';
import { searchPinyin } from './pinyin.server';
import type { UnionForm } from './schema';

/**
 * Adds a union below another. The server computes the pinyin, hence its own client; the database
 * checks that the acting account administers the union above.
 */
export function addUnion(
	userId: string,
	parentId: string,
	form: UnionForm,
): Promise<Result<string, Failure>> {
	return call(
		serviceClient().rpc('add_union', {
			p_actor: userId,
			p_parent: parentId,
			p_kind: form.kind,
			p_name: form.name,
			p_short_name: form.short_name,
			p_pinyin: searchPinyin(form.name),
			p_uscc: form.uscc ?? undefined,
		}),
	);
}
