import type { Handle } from '@sveltejs/kit';
import { building } from '$app/environment';
import type { Person } from '$lib/accounts/schema';
import { createServerClient } from '$lib/supabase/server';

/**
 * Who is asking: a Supabase client that acts as the signed-in user, the user's id from verified
 * claims, and the person behind the account, read once a request and only when asked for.
 */
export const session: Handle = async ({ event, resolve }) => {
	if (building) {
		event.locals.userId = null;
		event.locals.person = () => Promise.resolve(null);
		return resolve(event);
	}
	const client = createServerClient(event);
	event.locals.supabase = client;
	const { data } = await client.auth.getClaims();
	event.locals.userId = data?.claims.sub ?? null;

	let person: Promise<Person | null> | undefined;
	event.locals.person = () => (person ??= readPerson(event.locals));
	return resolve(event, {
		filterSerializedResponseHeaders: (name) =>
			name === 'content-range' || name === 'x-supabase-api-version',
	});
};

async function readPerson({ supabase, userId }: App.Locals): Promise<Person | null> {
	if (!userId) return null;
	const { data, error } = await supabase
		.from('people')
		.select('*, union:unions!people_union_id_fkey(id, name, short_name)')
		.eq('user_id', userId)
		.maybeSingle();
	if (error) throw error;
	return data;
}
