import { error } from '@sveltejs/kit';
import { dev } from '$app/environment';
import type { PageServerLoad } from './$types';

/** Every component in every state, for those who build pages; not part of the running product. */
export const load: PageServerLoad = () => {
	if (!dev) error(404, { code: 'not_found', message: 'not found' });
};
