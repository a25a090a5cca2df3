import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { parseIdNumber, type IdNumberError } from '$lib/shared/formats/idNumber';
import { toHalfWidth } from '$lib/shared/formats/text';

/** A consent as the event words it; raising the version asks everybody anew. */
export interface Consent {
	key: string;
	version: number;
	text: string;
}

/** Whole or half years in a trade, as typed. */
export const TradeYears = v.pipe(
	v.optional(v.string(), ''),
	v.transform((text) => toHalfWidth(text).replace(/年/g, '').trim()),
	v.nonEmpty(() => m.registrations_years_missing()),
	v.regex(/^\d{1,2}(\.\d)?$/, () => m.registrations_years_wrong()),
	v.transform(Number),
	v.maxValue(70, () => m.registrations_years_wrong()),
);

/** What the event does not ask for is not taken, even when it is sent. */
const NotAsked = v.pipe(
	v.optional(v.string(), ''),
	v.transform(() => null),
);

/** An ID number with its date and check digit right, or words that say which part is wrong. */
export const IdNumber = v.pipe(
	v.optional(v.string(), ''),
	v.rawTransform(({ dataset, addIssue, NEVER }) => {
		const parsed = parseIdNumber(dataset.value);
		if (parsed.ok) return parsed.value;
		addIssue({ message: idProblem(parsed.error) });
		return NEVER;
	}),
);

function idProblem(error: IdNumberError): string {
	switch (error.kind) {
		case 'empty':
			return m.registrations_id_missing();
		case 'digits_lost':
			return m.registrations_id_digits_lost();
		case 'length':
			return m.registrations_id_length({ length: error.length });
		case 'characters':
			return m.registrations_id_characters();
		case 'date':
			return m.registrations_id_date();
		case 'check_digit':
			return m.registrations_id_check_digit();
	}
}

const Agreed = v.pipe(
	v.optional(v.string(), ''),
	v.check(
		(value) => value === 'on',
		() => m.registrations_consent_missing(),
	),
);

/**
 * The sign-up form of one event: years in the trade and an ID number where the event asks for them,
 * and every consent.
 */
export function registrationForm(event: {
	min_trade_years: number | null;
	kind: string;
	needs_identity: boolean;
	hasIdentity: boolean;
	consents: Consent[];
}) {
	const asksYears = event.min_trade_years != null || event.kind === 'skill_contest';
	return v.object({
		request_id: v.pipe(v.string(), v.uuid()),
		division_id: v.pipe(
			v.optional(v.string(), ''),
			v.uuid(() => m.registrations_division_missing()),
		),
		employer: v.pipe(
			v.optional(v.string(), ''),
			v.trim(),
			v.maxLength(60, () => m.common_too_long({ name: m.registrations_employer(), max: 60 })),
		),
		trade_years: asksYears ? TradeYears : NotAsked,
		id_number: event.needs_identity && !event.hasIdentity ? IdNumber : NotAsked,
		// Each for itself, so that a missing one is told together with whatever else is wrong.
		consents: v.optional(
			v.object(Object.fromEntries(event.consents.map(({ key }) => [key, Agreed]))),
			{},
		),
	});
}
export type RegistrationForm = v.InferOutput<ReturnType<typeof registrationForm>>;
