import { fail, redirect } from '@sveltejs/kit';
import { consentsFrom, type Consent } from '../domain/consents';
import { saveEvent } from '../desk/data';
import { renderMarkdown } from '../markdown.server';
import { EventForm } from '../schema';
import { formFailure, formValues, parseForm } from '$lib/server/forms';
import { paths } from '$lib/shared/routes';

/** What the helper buttons of the form answer: what was typed, changed as asked, nothing saved. */
interface Changed {
	values: Record<string, unknown>;
	issues: Record<string, string>;
	preview?: string;
}

const rowsOf = (values: Record<string, unknown>): unknown[] =>
	Array.isArray(values.divisions) ? (values.divisions as unknown[]) : [];

/** Adds an empty row, for browsers without JavaScript. */
export function addRow(form: FormData): Changed {
	const values = formValues(form);
	return { values: { ...values, divisions: [...rowsOf(values), { name: '' }] }, issues: {} };
}

/** Removes the row whose place is posted as `row`. */
export function removeRow(form: FormData): Changed {
	const { row, ...values } = formValues(form);
	return {
		values: { ...values, divisions: rowsOf(values).filter((_, i) => String(i) !== row) },
		issues: {},
	};
}

/** Shows the description as the public page will. */
export function previewText(form: FormData): Changed {
	const values = formValues(form);
	const text = typeof values.description === 'string' ? values.description.slice(0, 20_000) : '';
	return { values, issues: {}, preview: renderMarkdown(text) };
}

/** Checks and saves the form, and leads to the event's desk. */
export async function saveForm(locals: App.Locals, form: FormData, before: readonly Consent[]) {
	const parsed = parseForm(EventForm, form);
	if (!parsed.ok) return parsed.failure;
	const saved = await saveEvent(
		locals.supabase,
		parsed.data,
		consentsFrom(parsed.data.consents, before),
	);
	if (saved.ok) redirect(303, paths.desk(parsed.data.event.id));
	const answer = formFailure(saved.error, form);
	const { field, updated_at } = saved.error.detail;
	// The next save of this form means to replace what somebody else saved.
	if (saved.error.code === 'changed_meanwhile' && typeof updated_at === 'string') {
		return fail(answer.status, { ...answer.data, values: { ...answer.data.values, updated_at } });
	}
	if (typeof field !== 'string') return answer;
	return fail(answer.status, { ...answer.data, issues: { [field]: '' } });
}
