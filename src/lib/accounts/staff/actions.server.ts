import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { formFailure, formValues, parseForm } from '$lib/server/forms';
import { parsePhone } from '$lib/shared/formats/phone';
import { toHalfWidth } from '$lib/shared/formats/text';
import { instantOf } from '$lib/shared/time';
import { findPerson, giveGrant, revokeGrant, type GrantScope } from '../grants-data';

/** A phone in any usual spelling, else what was typed, as an e-mail address. */
const Contact = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => toHalfWidth(value).trim()),
	v.nonEmpty(() => m.accounts_staff_contact_missing()),
	v.maxLength(254, () => m.common_too_long({ name: m.accounts_staff_contact(), max: 254 })),
	v.transform((value) => {
		const phone = parsePhone(value);
		return phone.ok ? phone.value : value.toLowerCase();
	}),
);

export function giveForm(roles: readonly string[], now: Date) {
	return v.object({
		contact: Contact,
		role: v.picklist([...roles], () => m.accounts_staff_role_missing()),
		/** The last day on which the role is held. */
		until: v.pipe(
			v.optional(v.string(), ''),
			v.transform((day) => (day ? instantOf(`${day}T23:59`) : null)),
			v.check(
				(instant) => instant === null || instant > now,
				() => m.accounts_staff_until_past(),
			),
		),
		/** Who was shown and confirmed. */
		person: v.optional(v.pipe(v.string(), v.uuid())),
	});
}

/** Who was found by a contact, as the giver sees them before the role is theirs. */
export interface FoundPerson {
	id: string;
	name: string | null;
	union: string | null;
	/** How: by an e-mail or a phone that the person has proved to be theirs. */
	by: 'email' | 'phone';
	contact: string;
}

/**
 * Gives a role in two steps: the first shows who uses the contact, the second gives the role to whom
 * was shown. A contact that leads to somebody else by then is shown again.
 */
export async function giveRole(
	locals: App.Locals,
	scope: GrantScope,
	roles: readonly string[],
	form: FormData,
) {
	const parsed = parseForm(giveForm(roles, new Date()), form);
	if (!parsed.ok) return parsed.failure;
	const { contact, role, until, person } = parsed.data;
	const looked = await findPerson(locals.supabase, contact);
	if (!looked.ok) return formFailure(looked.error, form);
	const values = formValues(form);
	const found = looked.value[0];
	if (!found) return fail(404, { values, issues: { contact: m.accounts_staff_not_found() } });
	if (found.id !== person) {
		const by = found.found_by === 'phone' ? 'phone' : 'email';
		const shown: FoundPerson = {
			id: found.id,
			name: found.name,
			union: found.union_name,
			by,
			contact,
		};
		return { found: shown, values, issues: {} };
	}
	const given = await giveGrant(locals.supabase, scope, {
		personId: found.id,
		role,
		endsAt: until,
	});
	if (!given.ok) return formFailure(given.error, form);
	return { given: { name: found.name ?? contact, role } };
}

const EndForm = v.object({ grant: v.pipe(v.string(), v.uuid()) });

/** Takes a role away at once. */
export async function endRole(locals: App.Locals, form: FormData) {
	const parsed = parseForm(EndForm, form);
	if (!parsed.ok) return parsed.failure;
	const ended = await revokeGrant(locals.supabase, parsed.data.grant);
	return ended.ok ? { ended: true } : formFailure(ended.error);
}
