import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { tidy } from '$lib/shared/formats/text';

/** Erasing the words of one row of the log. */
export const EraseForm = v.object({
	seq: v.pipe(v.string(), v.regex(/^[1-9]\d{0,14}$/), v.transform(Number)),
	reason: v.pipe(
		v.optional(v.string(), ''),
		v.transform(tidy),
		v.minLength(2, () => m.audit_erase_reason_missing()),
		v.maxLength(200, () => m.common_too_long({ name: m.common_reason(), max: 200 })),
	),
});
