import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';

export const RevokeForm = v.object({ device: v.pipe(v.string(), v.uuid()) });

export const AnnulForm = v.object({
	/** Made with the page: pressing twice annuls once. */
	id: v.pipe(v.string(), v.uuid()),
	scan: v.pipe(
		v.optional(v.string(), ''),
		v.uuid(() => m.checkin_desk_annul_which_missing()),
	),
	reason: v.pipe(
		v.optional(v.string(), ''),
		v.trim(),
		v.nonEmpty(() => m.checkin_desk_annul_reason_missing()),
		v.maxLength(200, () => m.common_too_long({ name: m.common_reason(), max: 200 })),
	),
});
