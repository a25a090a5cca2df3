import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { tidy } from '$lib/shared/formats/text';
import { CHANGES, NEEDS_REASON } from '../domain/list-filter';

/** A change to one or many registrations, with a reason where the change needs one. */
export const ChangeForm = v.pipe(
	v.object({
		/** Everybody who matches the list's filter, whoever is ticked. */
		all: v.pipe(
			v.optional(v.string(), ''),
			v.transform((value) => value !== ''),
		),
		ids: v.pipe(
			v.optional(v.array(v.pipe(v.string(), v.uuid())), []),
			v.maxLength(5000, () =>
				m.common_too_many({ name: m.registrations_list_change(), max: 5000 }),
			),
		),
		change: v.picklist(CHANGES, () => m.registrations_list_choose_change()),
		reason: v.pipe(
			v.optional(v.string(), ''),
			v.transform(tidy),
			v.maxLength(200, () => m.common_too_long({ name: m.common_reason(), max: 200 })),
		),
	}),
	v.forward(
		v.partialCheck(
			[['all'], ['ids']],
			({ all, ids }) => all || ids.length > 0,
			() => m.registrations_list_nobody(),
		),
		['ids'],
	),
	v.forward(
		v.partialCheck(
			[['change'], ['reason']],
			({ change, reason }) => !NEEDS_REASON.has(change) || reason.length >= 2,
			() => m.registrations_change_no_reason(),
		),
		['reason'],
	),
);

/** Why ID numbers are looked at. */
export const RevealReason = v.object({
	reason: v.pipe(
		v.optional(v.string(), ''),
		v.transform(tidy),
		v.minLength(2, () => m.registrations_reveal_reason_missing()),
		v.maxLength(200, () => m.common_too_long({ name: m.common_reason(), max: 200 })),
	),
});

/** Looking at an ID number. */
export const RevealForm = v.object({
	person: v.pipe(v.string(), v.uuid()),
	...RevealReason.entries,
});
