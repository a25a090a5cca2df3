import type { PostgrestError } from '@supabase/supabase-js';
import { isErrorCode, type Failure } from '$lib/shared/errors';
import { fail, ok, type Result } from '$lib/shared/result';

/** What PostgREST says about a failure. */
export type RestError = Pick<PostgrestError, 'code' | 'message' | 'hint' | 'details'>;

/** What PostgREST answers, through whatever client. */
interface Answer {
	data: unknown;
	error: RestError | null;
	status: number;
}

/** The backend failed in a way no rule foresees: a bug, or a backend that is down. */
export class BackendError extends Error {
	override name = 'BackendError';
	constructor(
		readonly code: string,
		readonly status: number,
		message: string,
	) {
		super(`${code || status}: ${message}`);
	}
}

/** The data of an answer. `null` stays possible only where the query allows it (`maybeSingle`). */
type Data<A> = A extends { data: infer D; error: null } ? D : never;

/**
 * The data of an answer that is not expected to fail.
 * @throws BackendError
 */
export function unwrap<A extends Answer>(answer: A): Data<A> {
	if (answer.error) throw toError(answer.error, answer.status);
	return answer.data as Data<A>;
}

/**
 * Awaits a call that may fail in an expected way: the database's own codes, a missing right, no
 * connection. Anything else is thrown.
 * @throws BackendError
 */
export async function call<A extends Answer>(
	promise: PromiseLike<A>,
): Promise<Result<Data<A>, Failure>> {
	const answer = await promise;
	if (!answer.error) return ok(answer.data as Data<A>);
	const failure = toFailure(answer.error, answer.status);
	if (failure) return fail(failure);
	throw toError(answer.error, answer.status);
}

/** The expected failure in an error of PostgREST, or null when it is none. */
export function toFailure(error: RestError, status: number): Failure | null {
	if (/^PT\d{3}$/.test(error.code) && isErrorCode(error.hint)) {
		return { code: error.hint, detail: parseDetail(error.details) };
	}
	if (error.code === '42501') {
		return { code: status === 401 ? 'not_signed_in' : 'not_permitted', detail: {} };
	}
	// A value of another form than the column's: an id that is none, a number too large.
	if (/^22\w{3}$/.test(error.code)) return { code: 'invalid_input', detail: {} };
	// An expired or foreign token; PGRST303 is an expired one.
	if (status === 401) return { code: 'not_signed_in', detail: {} };
	// `single()` found no row, or row-level security hides it.
	if (error.code === 'PGRST116') return { code: 'not_found', detail: {} };
	// Status 0: no answer came; 502 to 504 are a proxy's.
	if (status === 0 || (status >= 502 && status <= 504)) {
		return { code: 'unavailable', detail: {} };
	}
	return null;
}

function parseDetail(text: string | null): Record<string, unknown> {
	if (!text) return {};
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {}; // not ours: a plain text of the database
	}
}

function toError(error: RestError, status: number): BackendError {
	return new BackendError(error.code, status, error.message);
}
