import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { parseIdNumber } from '$lib/shared/formats/idNumber';
import { toHalfWidth } from '$lib/shared/formats/text';

/** A consent as the event words it; raising the version asks everybody anew. */
export interface Consent {
	key: string;
	version: number;
	text: string;
}

const TradeYears = v.pipe(
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
		const words: Record<string, () => string> = {
			length: m.registrations_id_length,
			check_digit: m.registrations_id_check_digit,
			date: m.registrations_id_date,
		};
		addIssue({
			message: dataset.value.trim()
				? (words[parsed.error.kind] ?? m.registrations_id_wrong)()
				: m.registrations_id_missing(),
		});
		return NEVER;
	}),
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
	return v.pipe(
		v.object({
			request_id: v.pipe(v.string(), v.uuid()),
			division_id: v.pipe(
				v.optional(v.string(), ''),
				v.uuid(() => m.registrations_division_missing()),
			),
			employer: v.pipe(v.optional(v.string(), ''), v.trim(), v.maxLength(60)),
			trade_years: asksYears ? TradeYears : NotAsked,
			id_number: event.needs_identity && !event.hasIdentity ? IdNumber : NotAsked,
			consents: v.optional(v.record(v.string(), v.string()), {}),
		}),
		v.rawCheck(({ dataset, addIssue }) => {
			if (!dataset.typed) return;
			for (const { key } of event.consents) {
				if (dataset.value.consents[key] === 'on') continue;
				addIssue({
					message: m.registrations_consent_missing(),
					path: [
						{
							type: 'object',
							origin: 'value',
							input: dataset.value,
							key: 'consents',
							value: dataset.value.consents,
						},
						{
							type: 'object',
							origin: 'value',
							input: dataset.value.consents,
							key,
							value: undefined,
						},
					],
				});
			}
		}),
	);
}
export type RegistrationForm = v.InferOutput<ReturnType<typeof registrationForm>>;
