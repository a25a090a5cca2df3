import { m } from '$lib/paraglide/messages';
import type { Arrival, Change, RegistrationStatus } from './domain/list-filter';

export const STATUS_TEXTS: Record<RegistrationStatus, () => string> = {
	pending: m.registrations_status_pending,
	approved: m.registrations_status_approved,
	waitlisted: m.registrations_status_waitlisted,
	rejected: m.registrations_status_rejected,
	canceled: m.registrations_status_canceled,
};

export const ARRIVAL_TEXTS: Record<Arrival, () => string> = {
	arrived: m.registrations_arrival_arrived,
	missing: m.registrations_arrival_missing,
};

export const STATUS_TONES = {
	pending: 'warn',
	approved: 'ok',
	waitlisted: 'warn',
	rejected: 'stop',
	canceled: 'neutral',
} as const satisfies Record<RegistrationStatus, string>;

export const CHANGE_TEXTS: Record<Change, () => string> = {
	approve: m.registrations_change_approve,
	reject: m.registrations_change_reject,
	cancel: m.registrations_change_cancel,
	block: m.registrations_change_block,
	unblock: m.registrations_change_unblock,
	reissue: m.registrations_change_reissue,
};

export const CHANGE_DONE_TEXTS: Record<Change, (count: { count: number }) => string> = {
	approve: m.registrations_change_done_approve,
	reject: m.registrations_change_done_reject,
	cancel: m.registrations_change_done_cancel,
	block: m.registrations_change_done_block,
	unblock: m.registrations_change_done_unblock,
	reissue: m.registrations_change_done_reissue,
};

/** How often the pass was issued anew, in words; '' for the first one. */
export function reissued(serial: number): string {
	return serial > 1 ? m.registrations_list_serial({ times: serial - 1 }) : '';
}

const SOURCE_TEXTS: Record<string, () => string> = {
	self: m.registrations_list_source_self,
	import: m.registrations_list_source_import,
	desk: m.registrations_list_source_desk,
};
/** How a registration came in, in words. */
export function sourceText(source: string): string {
	return (SOURCE_TEXTS[source] ?? (() => source))();
}
