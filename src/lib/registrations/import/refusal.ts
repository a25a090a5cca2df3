import { m } from '$lib/paraglide/messages';
import type { Failure } from '$lib/shared/errors';
import { errorText } from '$lib/ui/error-text';

/** Why the database refused a row of a sheet, in words for the organizer, who has other means. */
export function refusalText(failure: Failure): string {
	switch (failure.code) {
		case 'division_full':
			return m.registrations_import_full();
		case 'already_registered':
		case 'one_trade_only':
			return m.registrations_import_changed();
		case 'invalid_input':
			return m.registrations_import_unreadable();
		default:
			return errorText(failure);
	}
}
