import { error, redirect } from '@sveltejs/kit';
import type { Person } from '$lib/accounts/schema';
import { m } from '$lib/paraglide/messages';
import { paths } from '$lib/shared/routes';

interface Asking {
	locals: App.Locals;
	url: URL;
}

/** The signed-in user's id, or the way to the sign-in page and back. */
export function requireUser({ locals, url }: Asking): string {
	if (!locals.userId) redirect(303, paths.signIn(url.pathname + url.search));
	return locals.userId;
}

/** The person behind the account; an account without one finishes its profile first. */
export async function requirePerson(asking: Asking): Promise<Person> {
	requireUser(asking);
	const person = await asking.locals.person();
	if (!person?.name) redirect(303, paths.profile(asking.url.pathname + asking.url.search));
	return person;
}

/** The same answer for what is not there and what may not be seen. */
export function notFound(): never {
	error(404, { code: 'not_found', message: m.errors_not_found() });
}
