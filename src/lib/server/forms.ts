import { fail, type ActionFailure } from '@sveltejs/kit';
import * as v from 'valibot';
import type { Failure } from '$lib/shared/errors';
import { ERRORS } from '$lib/shared/errors';

/** What a form gets back: what was typed, and what is wrong, by the field's name. */
export interface FormState {
	values: Record<string, unknown>;
	issues: Record<string, string>;
	failure?: Failure;
}

/**
 * Reads a form into nested values: `divisions.0.name` is a path, and a name ending in `[]` gathers
 * every value given under it. Passwords are left out of what is sent back, and files are not values.
 */
export function formValues(form: FormData): Record<string, unknown> {
	const values = emptyObject();
	for (const name of new Set(form.keys())) {
		const path = name.replace(/\[\]$/, '').split('.');
		if (path.length > MAX_DEPTH || path.some((key) => UNSAFE.has(key))) continue;
		const given = form.getAll(name).filter((value) => typeof value === 'string');
		const value = name.endsWith('[]') ? given : given[0];
		if (value !== undefined) put(values, path, value);
	}
	return lists(values) as Record<string, unknown>;
}

/** No form of ours nests deeper. */
const MAX_DEPTH = 6;
const UNSAFE = new Set(['__proto__', 'constructor', 'prototype']);

/** Without inherited keys: a field called "toString.call" must not reach what all objects share. */
const emptyObject = () => Object.create(null) as Record<string, unknown>;

/** Puts a value at its path; of two fields that contradict each other, the first one counts. */
function put(values: Record<string, unknown>, path: string[], value: unknown): void {
	let target = values;
	for (const key of path.slice(0, -1)) {
		const next = (target[key] ??= emptyObject());
		if (typeof next !== 'object' || Array.isArray(next)) return;
		target = next as Record<string, unknown>;
	}
	target[path.at(-1) ?? ''] ??= value;
}

/** Objects whose keys are 0, 1, 2… become lists, in that order. */
function lists(value: unknown): unknown {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
	const entries = Object.entries(value).map(([key, inner]) => [key, lists(inner)] as const);
	if (entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key))) {
		return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
	}
	return Object.fromEntries(entries);
}

/**
 * Stands where a schema has no words of its own, which is only where no person can type: a hidden id,
 * the value of an option. Such an issue is told above the form and not at a field.
 */
const UNNAMED = '\0';

type Parsed<T> = { ok: true; data: T } | { ok: false; failure: ActionFailure<FormState> };

/** Checks a form against its schema: typed data, or the answer that puts each issue at its field. */
export function parseForm<S extends v.GenericSchema>(
	schema: S,
	form: FormData,
): Parsed<v.InferOutput<S>> {
	const values = formValues(form);
	const result = v.safeParse(schema, values, { message: UNNAMED });
	if (result.success) return { ok: true, data: result.output };
	const issues: Record<string, string> = {};
	let failure: Failure | undefined;
	for (const issue of result.issues) {
		const path = issue.path?.map((part) => String(part.key)).join('.') ?? '';
		if (issue.message !== UNNAMED) issues[path] ??= issue.message;
		else failure ??= { code: 'invalid_input', detail: { field: path, reason: 'stale_form' } };
	}
	return { ok: false, failure: fail(400, { values: shown(values), issues, failure }) };
}

/** The answer for an expected failure of the operation behind a form. */
export function formFailure(failure: Failure, form?: FormData): ActionFailure<FormState> {
	return fail(ERRORS[failure.code].status, {
		values: form ? shown(formValues(form)) : {},
		issues: {},
		failure,
	});
}

function shown(values: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(values).filter(([key]) => !key.includes('password')));
}
