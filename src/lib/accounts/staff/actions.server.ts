import { fail } from '@sveltejs/kit';
import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { formFailure, parseForm } from '$lib/server/forms';
import { parsePhone } from '$lib/shared/formats/phone';
import { toHalfWidth } from '$lib/shared/formats/text';
import { instantOf } from '$lib/shared/time';
import { findPerson, giveGrant, revokeGrant, type GrantScope } from '../grants-data';

/** A phone in any usual spelling, else what was typed, as an e-mail address. */
const Contact = v.pipe(
	v.optional(v.string(), ''),
	v.transform((value) => toHalfWidth(value).trim()),
	v.nonEmpty(() => m.events_staff_contact_missing()),
	v.maxLength(254, () => m.events_staff_contact_missing()),
	v.transform((value) => {
		const phone = parsePhone(value);
		return phone.ok ? phone.value : value.toLowerCase();
	}),
);

function giveForm(roles: readonly string[], now: Date) {
	return v.object({
		contact: Contact,
		role: v.picklist([...roles], () => m.events_staff_role_missing()),
		/** The last day on which the role is held. */
		until: v.pipe(
			v.optional(v.string(), ''),
			v.transform((day) => (day ? instantOf(`${day}T23:59`) : null)),
			v.check(
				(instant) => instant === null || instant > now,
				() => m.events_staff_until_past(),
			),
		),
		/** Chosen among several who use the contact. */
		person: v.optional(v.pipe(v.string(), v.uuid())),
	});
}

/** Gives a role to the one person who signs in with the contact; of several, asks which. */
export async function giveRole(
	locals: App.Locals,
	scope: GrantScope,
	roles: readonly string[],
	form: FormData,
) {
	const parsed = parseForm(giveForm(roles, new Date()), form);
	if (!parsed.ok) return parsed.failure;
	const { contact, role, until, person } = parsed.data;
	const found = await findPerson(locals.supabase, contact);
	if (!found.ok) return formFailure(found.error, form);
	const values = Object.fromEntries(form) as Record<string, unknown>;
	const among = person ? found.value.filter(({ id }) => id === person) : found.value;
	const [one, ...others] = among;
	if (!one) return fail(404, { values, issues: { contact: m.events_staff_not_found() } });
	if (others.length > 0) {
		return fail(409, { values, issues: { person: m.events_staff_several() }, candidates: among });
	}
	const given = await giveGrant(locals.supabase, scope, {
		personId: one.id,
		role,
		endsAt: until,
	});
	if (!given.ok) return formFailure(given.error, form);
	return { given: { name: one.name, role } };
}

const EndForm = v.object({ grant: v.pipe(v.string(), v.uuid()) });

export async function endRole(locals: App.Locals, form: FormData) {
	const parsed = parseForm(EndForm, form);
	if (!parsed.ok) return parsed.failure;
	const ended = await revokeGrant(locals.supabase, parsed.data.grant);
	return ended.ok ? { ended: true } : formFailure(ended.error);
}
