import { errorText } from '$lib/ui/error-text';
import { m } from '$lib/paraglide/messages';
import { isErrorCode } from '$lib/shared/errors';
import type { PageServerLoad } from './$types';

/** The file itself comes from `api/`, which leads back here with why it was refused. */
export const load: PageServerLoad = async (request) => {
	await request.parent();
	const refused = request.url.searchParams.get('refused');
	return {
		refused: isErrorCode(refused)
			? errorText({ code: refused })
			: refused && m.registrations_identities_unreadable(),
	};
};
