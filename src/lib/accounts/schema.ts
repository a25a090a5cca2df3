import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { parsePersonName } from '$lib/shared/formats/personName';
import { parsePhone } from '$lib/shared/formats/phone';
import type { Tables } from '$lib/supabase/database.types';
import { CATEGORIES } from './categories';

/** The person behind an account, with the union they belong to. */
export type Person = Tables<'people'> & {
	union: { id: string; name: string; short_name: string } | null;
};

const text = (max: number) => v.pipe(v.string(), v.trim(), v.maxLength(max));
/** An optional text: blank counts as not given. */
const optional = (max: number) =>
	v.pipe(
		v.optional(text(max), ''),
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
		const digits = dataset.value.replace(/\D/g, '').length;
		addIssue({
			message:
				digits === 0
					? m.accounts_phone_missing()
					: digits < 11
						? m.accounts_phone_short({ missing: 11 - digits })
						: m.accounts_phone_wrong(),
		});
		return NEVER;
	}),
);

export const Email = v.pipe(
	v.optional(v.string(), ''),
	v.trim(),
	v.nonEmpty(() => m.accounts_email_missing()),
	v.toLowerCase(),
	v.email(() => m.accounts_email_wrong()),
	v.maxLength(254, () => m.accounts_email_wrong()),
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
			(value) => !value || isPastDate(value),
			() => m.accounts_birth_date_wrong(),
		),
		v.transform((value) => value || null),
	),
	occupation: optional(60),
	categories: v.optional(v.array(v.picklist(CATEGORIES)), []),
});
export type ProfileForm = v.InferOutput<typeof ProfileForm>;

function isPastDate(value: string): boolean {
	const time = Date.parse(`${value}T00:00:00Z`);
	return /^\d{4}-\d{2}-\d{2}$/.test(value) && time > Date.UTC(1900, 0, 1) && time < Date.now();
}

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
	note: optional(200),
});
