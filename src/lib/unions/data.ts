import type { SupabaseClient } from '@supabase/supabase-js';
import { comparable } from '$lib/shared/formats/text';
import type { Database } from '$lib/supabase/database.types';
import { unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;

/**
 * Unions whose name, pinyin initials or full pinyin match, in the official order; at most 30.
 * `合肥`, `hf` and `hefei` all find 合肥市总工会.
 */
export async function searchUnions(client: Client, query: string) {
	// Only letters, digits and Han survive: nothing that means something in a filter or a pattern.
	const text = comparable(query)
		.replace(/[^\p{L}\p{N}]/gu, '')
		.slice(0, 40);
	if (!text) return [];
	const search = client
		.from('unions')
		.select('id, name, kind, parent_id')
		.order('sort_order')
		.order('name')
		.limit(30);
	const found = unwrap(
		/^[a-z0-9]+$/i.test(text)
			? await search.or(`pinyin.ilike.${text}%,pinyin.ilike.% ${text}%`)
			: await search.ilike('name', `%${text}%`),
	);
	const parentIds = found.flatMap((union) => union.parent_id ?? []);
	const parents = unwrap(await client.from('unions').select('id, name').in('id', parentIds));
	const nameOf = new Map(parents.map((parent) => [parent.id, parent.name]));
	return found.map(({ parent_id, ...union }) => ({
		...union,
		parentName: parent_id ? (nameOf.get(parent_id) ?? null) : null,
	}));
}
