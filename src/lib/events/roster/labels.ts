import { m } from '$lib/paraglide/messages';
import type { Change, RegistrationStatus } from '$lib/registrations/domain/roster-filter';

export const STATUS_TEXTS: Record<RegistrationStatus, () => string> = {
	pending: m.events_status_pending,
	approved: m.events_status_approved,
	waitlisted: m.events_status_waitlisted,
	rejected: m.events_status_rejected,
	canceled: m.events_status_canceled,
};

export const STATUS_TONES = {
	pending: 'warn',
	approved: 'ok',
	waitlisted: 'warn',
	rejected: 'stop',
	canceled: 'neutral',
} as const satisfies Record<RegistrationStatus, string>;

export const CHANGE_TEXTS: Record<Change, () => string> = {
	approve: m.events_change_approve,
	reject: m.events_change_reject,
	cancel: m.events_change_cancel,
	block: m.events_change_block,
	unblock: m.events_change_unblock,
	reissue: m.events_change_reissue,
};

export const CHANGE_DONE_TEXTS: Record<Change, (count: { count: number }) => string> = {
	approve: m.events_change_done_approve,
	reject: m.events_change_done_reject,
	cancel: m.events_change_done_cancel,
	block: m.events_change_done_block,
	unblock: m.events_change_done_unblock,
	reissue: m.events_change_done_reissue,
};

const SOURCE_TEXTS: Record<string, () => string> = {
	self: m.events_roster_source_self,
	import: m.events_roster_source_import,
	desk: m.events_roster_source_desk,
};
/** How a registration came in, in words. */
export function sourceText(source: string): string {
	return (SOURCE_TEXTS[source] ?? (() => source))();
}
