import { m } from '$lib/paraglide/messages';
import type { ErrorCode, Failure } from '$lib/shared/errors';

/** What a person reads for each code. Written out, so that unused texts can be left out of a page. */
const TEXTS = {
	not_signed_in: m.errors_not_signed_in,
	not_permitted: m.errors_not_permitted,
	rate_limited: m.errors_rate_limited,
	not_found: m.errors_not_found,
	invalid_input: m.errors_invalid_input,
	person_missing: m.errors_person_missing,
	phone_taken: m.errors_phone_taken,
	identity_taken: m.errors_identity_taken,
	identities_differ: m.errors_identities_differ,
	join_request_open: m.errors_join_request_open,
	join_request_closed: m.errors_join_request_closed,
	reason_required: m.errors_reason_required,
	union_cycle: m.errors_union_cycle,
	event_not_open: m.errors_event_not_open,
	event_not_ready: m.errors_event_not_ready,
	event_status_conflict: m.errors_event_status_conflict,
	division_in_use: m.errors_division_in_use,
	capacity_below_taken: m.errors_capacity_below_taken,
	changed_meanwhile: m.errors_changed_meanwhile,
	people_in_two_divisions: m.errors_people_in_two_divisions,
	registration_not_open: m.errors_registration_not_open,
	registration_closed: m.errors_registration_closed,
	division_full: m.errors_division_full,
	already_registered: m.errors_already_registered,
	one_trade_only: m.errors_one_trade_only,
	request_mismatch: m.errors_request_mismatch,
	already_attended: m.errors_already_attended,
	device_revoked: m.errors_device_revoked,
	batch_too_large: m.errors_batch_too_large,
	unavailable: m.errors_unavailable,
	unexpected: m.errors_unexpected,
} satisfies Record<ErrorCode, () => string>;

/** The words for an expected failure: what happened and what to do, in the reader's language. */
export function errorText({ code, detail }: Pick<Failure, 'code'> & Partial<Failure>): string {
	if (code === 'invalid_input' && detail?.reason === 'stale_form') return m.errors_stale_form();
	const seconds = detail?.retry_after;
	if (code === 'rate_limited' && typeof seconds === 'number') {
		return m.errors_rate_limited_minutes({ minutes: Math.max(1, Math.ceil(seconds / 60)) });
	}
	if (code === 'people_in_two_divisions' && typeof detail?.people === 'number') {
		return m.errors_people_in_two_divisions_count({ people: detail.people });
	}
	return TEXTS[code]();
}
