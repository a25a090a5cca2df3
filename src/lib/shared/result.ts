import type { Failure } from './errors';

/** The outcome of an operation that may fail in an expected way: never thrown, always looked at. */
export type Result<T, E = Failure> = { ok: true; value: T } | { ok: false; error: E };

export function ok<T>(value: T): { ok: true; value: T } {
	return { ok: true, value };
}

export function fail<E>(error: E): { ok: false; error: E } {
	return { ok: false, error };
}
