import { m } from '$lib/paraglide/messages';
import type { HolderPass } from './schema';

type Status = HolderPass['status'];

const WORDS: Record<Status, () => string> = {
	pending: m.registrations_status_pending,
	approved: m.registrations_status_approved,
	waitlisted: m.registrations_status_waitlisted,
	rejected: m.registrations_status_rejected,
	canceled: m.registrations_status_canceled,
};

const HINTS: Record<Status, (() => string) | null> = {
	pending: m.passes_pending_hint,
	approved: null,
	waitlisted: m.passes_waitlisted_hint,
	rejected: m.passes_rejected_hint,
	canceled: m.passes_canceled_hint,
};

export const TONES = {
	pending: 'warn',
	approved: 'ok',
	waitlisted: 'warn',
	rejected: 'stop',
	canceled: 'neutral',
} as const satisfies Record<Status, string>;

/** The state of a registration in a word. */
export function statusText(status: Status): string {
	return WORDS[status]();
}

/** Why there is no pass to show, in a sentence; empty for an approved registration. */
export function statusHint(status: Status): string {
	return HINTS[status]?.() ?? '';
}
