import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { parsePersonName } from '$lib/shared/formats/personName';
import { isCalendarDate } from '$lib/shared/formats/age';
import { parsePhone, type PhoneError } from '$lib/shared/formats/phone';
import { dayIn } from '$lib/shared/time';
import type { Tables } from '$lib/supabase/database.types';
import { CATEGORIES } from './categories';

/** The person behind an account, with the union they belong to. */
export type Person = Tables<'people'> & {
	union: { id: string; name: string; short_name: string } | null;
};

/** An optional text: blank counts as not given. */
const optional = (max: number, name: () => string) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.maxLength(max, () => m.common_too_long({ name: name(), max })),
		v.transform((value) => value || null),
	);

/** A name as it stands in the ID card: spaces and middle dots put right, titles refused. */
export const PersonName = v.pipe(
	v.optional(v.string(), ''),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const parsed = parsePersonName(dataset.value);
		if (parsed.ok) return parsed.value;
		addIssue({
			message: dataset.value.trim() ? m.accounts_name_wrong() : m.accounts_name_missing(),
		});
		return NEVER;
	}),
);

/** A mobile number of mainland China; spaces, +86, hyphens and full-width digits are accepted. */
export const Phone = v.pipe(
	v.optional(v.string(), ''),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const parsed = parsePhone(dataset.value);
		if (parsed.ok) return parsed.value;
		addIssue({ message: phoneProblem(parsed.error) });
		return NEVER;
	}),
);

function phoneProblem(error: PhoneError): string {
	switch (error.kind) {
		case 'empty':
			return m.accounts_phone_missing();
		case 'characters':
			return m.accounts_phone_characters();
		case 'too_short':
			return m.accounts_phone_short({ missing: 11 - error.digits });
		case 'too_long':
			return m.accounts_phone_long({ extra: error.digits - 11 });
		case 'prefix':
			return m.accounts_phone_wrong();
	}
}

export const Email = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.nonEmpty(() => m.accounts_email_missing()),
	v.toLowerCase(),
	v.email(() => m.accounts_email_wrong()),
	v.maxLength(254, () => m.common_too_long({ name: m.accounts_email(), max: 254 })),
);

export const ProfileForm = v.object({
	name: PersonName,
	sex: v.pipe(
		v.optional(v.picklist(['male', 'female', '']), ''),
		v.transform((value) => value || null),
	),
	phone: Phone,
	birth_date: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.check(
			(value) => !value || isCalendarDate(value),
			() => m.accounts_birth_date_wrong(),
		),
		v.check(
			(value) => !isCalendarDate(value) || value <= dayIn(new Date()),
			() => m.accounts_birth_date_future(),
		),
		v.check(
			(value) => !isCalendarDate(value) || value >= '1900-01-01',
			() => m.accounts_birth_date_early(),
		),
		v.transform((value) => value || null),
	),
	occupation: optional(60, m.accounts_occupation),
	categories: v.optional(v.array(v.picklist(CATEGORIES)), []),
});
export type ProfileForm = v.InferOutput<typeof ProfileForm>;

export const EmailStep = v.object({ email: Email });
export const CodeStep = v.object({
	email: Email,
	code: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value.normalize('NFKC').replace(/\D/g, '')),
		v.nonEmpty(() => m.accounts_code_missing()),
		v.regex(/^\d{6,8}$/, () => m.accounts_code_wrong()),
	),
});
export const PasswordStep = v.object({
	email: Email,
	password: v.pipe(
		v.optional(v.string(), ''),
		v.nonEmpty(() => m.accounts_password_missing()),
		v.maxLength(72, () => m.accounts_password_long()),
	),
});
export const NewPassword = v.object({
	password: v.pipe(
		v.optional(v.string(), ''),
		v.minLength(10, () => m.accounts_password_short()),
		v.maxLength(72, () => m.accounts_password_long()),
	),
});
export const PhoneStep = v.object({ phone: Phone });
export const PhoneCodeStep = v.object({ phone: Phone, code: CodeStep.entries.code });

export const JoinForm = v.object({
	union_id: v.pipe(
		v.optional(v.string(), ''),
		v.uuid(() => m.accounts_union_missing()),
	),
	note: optional(200, m.accounts_union_note),
	/** A member of another union has been asked, and means it. */
	change: v.pipe(
		v.optional(v.string(), ''),
		v.transform((value) => value === 'yes'),
	),
});
