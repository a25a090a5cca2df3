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
 * every value given under it. Passwords are left out of what is sent back.
 */
export function formValues(form: FormData): Record<string, unknown> {
	const values: Record<string, unknown> = {};
	for (const name of new Set(form.keys())) {
		const path = name.replace(/\[\]$/, '').split('.');
		if (path.some((key) => key === '__proto__' || key === 'constructor' || key === 'prototype')) {
			continue;
		}
		const value = name.endsWith('[]') ? form.getAll(name) : form.get(name);
		let target: Record<string, unknown> = values;
		path.forEach((key, i) => {
			if (i === path.length - 1) target[key] = value;
			else target = (target[key] ??= {}) as Record<string, unknown>;
		});
	}
	return lists(values) as Record<string, unknown>;
}

/** Objects whose keys are 0, 1, 2… become lists, in that order. */
function lists(value: unknown): unknown {
	if (
		typeof value !== 'object' ||
		value === null ||
		value instanceof File ||
		Array.isArray(value)
	) {
		return value;
	}
	const entries = Object.entries(value).map(([key, inner]) => [key, lists(inner)] as const);
	if (entries.length > 0 && entries.every(([key]) => /^\d{1,4}$/.test(key))) {
		return entries.sort(([a], [b]) => Number(a) - Number(b)).map(([, inner]) => inner);
	}
	return Object.fromEntries(entries);
}

type Parsed<T> = { ok: true; data: T } | { ok: false; failure: ActionFailure<FormState> };

/** Checks a form against its schema: typed data, or the answer that puts each issue at its field. */
export function parseForm<S extends v.GenericSchema>(
	schema: S,
	form: FormData,
): Parsed<v.InferOutput<S>> {
	const values = formValues(form);
	const result = v.safeParse(schema, values);
	if (result.success) return { ok: true, data: result.output };
	const issues: Record<string, string> = {};
	for (const issue of result.issues) {
		const path = issue.path?.map((part) => String(part.key)).join('.') ?? '';
		issues[path] ??= issue.message;
	}
	return { ok: false, failure: fail(400, { values: shown(values), issues }) };
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
	return Object.fromEntries(
		Object.entries(values).filter(
			([key, value]) => !key.includes('password') && !(value instanceof File),
		),
	);
}
