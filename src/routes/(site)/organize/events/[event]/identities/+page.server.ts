import { m } from '$lib/paraglide/messages';
import { isErrorCode } from '$lib/shared/errors';
import { errorText } from '$lib/ui/error-text';
import type { PageServerLoad } from './$types';

/** The file itself comes from `api/`, which leads back here with why it was refused. */
export const load: PageServerLoad = async (request) => {
	await request.parent();
	const refused = request.url.searchParams.get('refused');
	if (refused === null) return { refused: null, noReason: null };
	if (refused === 'reason_required') {
		return { refused: null, noReason: m.registrations_reveal_reason_missing() };
	}
	const text = isErrorCode(refused)
		? errorText({ code: refused })
		: m.registrations_identities_unreadable();
	return { refused: text, noReason: null };
};
