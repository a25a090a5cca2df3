/**
 * The one catalogue of expected failures. SQL raises them as `sqlstate 'PT4xx'` with `hint` = the
 * code; a test compares the codes raised in `supabase/migrations` with this table.
 *
 * `retry`: whether sending the same request again later may succeed. The words a person reads stand
 * in `messages/errors/`, chosen by `ui/error-text.ts`.
 */
export const ERRORS = {
	// who is asking
	not_signed_in: { status: 401, retry: false },
	not_permitted: { status: 403, retry: false },
	rate_limited: { status: 429, retry: true },
	not_found: { status: 404, retry: false },
	invalid_input: { status: 400, retry: false },
	// people and unions
	person_missing: { status: 409, retry: false },
	phone_taken: { status: 409, retry: false },
	identity_taken: { status: 409, retry: false },
	identities_differ: { status: 409, retry: false },
	join_request_open: { status: 409, retry: false },
	join_request_closed: { status: 409, retry: false },
	reason_required: { status: 400, retry: false },
	union_cycle: { status: 409, retry: false },
	// events
	event_not_open: { status: 409, retry: false },
	event_not_ready: { status: 409, retry: false },
	event_status_conflict: { status: 409, retry: false },
	division_in_use: { status: 409, retry: false },
	capacity_below_taken: { status: 409, retry: false },
	changed_meanwhile: { status: 409, retry: false },
	people_in_two_divisions: { status: 409, retry: false },
	// registrations
	registration_not_open: { status: 409, retry: false },
	registration_closed: { status: 409, retry: false },
	division_full: { status: 409, retry: false },
	already_registered: { status: 409, retry: false },
	one_trade_only: { status: 409, retry: false },
	request_mismatch: { status: 409, retry: false },
	already_attended: { status: 409, retry: false },
	// check-in
	device_revoked: { status: 403, retry: false },
	batch_too_large: { status: 413, retry: false },
	// the unexpected, as a person sees it
	unavailable: { status: 503, retry: true },
	unexpected: { status: 500, retry: true },
} as const satisfies Record<string, { status: number; retry: boolean }>;

export type ErrorCode = keyof typeof ERRORS;

/** Whether a text (for example a hint from the database) is a code of the catalogue. */
export function isErrorCode(code: unknown): code is ErrorCode {
	return typeof code === 'string' && Object.hasOwn(ERRORS, code);
}

/** An expected failure as a value: the code, and what the words need to name the field or the mend. */
export interface Failure {
	code: ErrorCode;
	detail: Record<string, unknown>;
}
