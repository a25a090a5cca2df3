import * as v from 'valibot';
import { m } from '$lib/paraglide/messages';
import { parseUscc } from '$lib/shared/formats/uscc';
import { tidy } from '$lib/shared/formats/text';
import { ADDABLE_KINDS } from './kinds';

const name = (max: number, label: () => string) =>
	v.pipe(
		v.optional(v.string(), ''),
		v.transform(tidy),
		v.maxLength(max, () => m.common_too_long({ name: label(), max })),
	);

/** A union to be added below another. Without a short name the full one serves, cut to fit. */
export const UnionForm = v.pipe(
	v.object({
		kind: v.optional(
			v.picklist(ADDABLE_KINDS, () => m.unions_desk_add_kind_wrong()),
			'grassroots_union',
		),
		name: v.pipe(
			name(60, m.unions_desk_add_name),
			v.minLength(2, () => m.unions_desk_add_name_missing()),
		),
		short_name: name(30, m.unions_desk_add_short),
		uscc: v.pipe(
			v.optional(v.string(), ''),
			v.trim(),
			v.rawTransform(({ dataset, addIssue, NEVER }) => {
				if (!dataset.value) return null;
				const parsed = parseUscc(dataset.value);
				if (parsed.ok) return parsed.value;
				addIssue({ message: m.unions_desk_add_uscc_wrong() });
				return NEVER;
			}),
		),
	}),
	v.transform((form) => ({
		...form,
		short_name:
			form.short_name.length >= 2 ? form.short_name : Array.from(form.name).slice(0, 30).join(''),
	})),
);
export type UnionForm = v.InferOutput<typeof UnionForm>;

/** Answering requests to join: which, and why when refused. */
export const DecideForm = v.pipe(
	v.object({
		requests: v.pipe(
			v.optional(v.array(v.pipe(v.string(), v.uuid())), []),
			v.minLength(1, () => m.unions_desk_nobody()),
			v.maxLength(200, () => m.unions_desk_too_many()),
		),
		decision: v.picklist(['confirm', 'refuse']),
		reason: v.pipe(
			v.optional(v.string(), ''),
			v.transform(tidy),
			v.maxLength(200, () => m.common_too_long({ name: m.unions_desk_refuse_reason(), max: 200 })),
		),
	}),
	v.forward(
		v.partialCheck(
			[['decision'], ['reason']],
			({ decision, reason }) => decision === 'confirm' || reason.length >= 2,
			() => m.unions_desk_refuse_missing(),
		),
		['reason'],
	),
);
