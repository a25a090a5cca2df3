import * as v from 'valibot';

const ms = v.number();

/** One of a person's passes, as the passes app shows it and keeps it for times without a network. */
export const holderPass = v.object({
	registrationId: v.string(),
	status: v.picklist(['pending', 'approved', 'waitlisted', 'rejected', 'canceled']),
	serial: v.number(),
	shortCode: v.string(),
	/** Null until the pass is issued. */
	code: v.nullable(v.string()),
	name: v.nullable(v.string()),
	division: v.string(),
	team: v.string(),
	event: v.object({
		id: v.string(),
		name: v.string(),
		venue: v.string(),
		address: v.string(),
		startsAt: ms,
		endsAt: ms,
		timeZone: v.string(),
		status: v.string(),
	}),
	checkpoints: v.array(
		v.object({ name: v.string(), opensAt: v.nullable(ms), closesAt: v.nullable(ms) }),
	),
	/** When the person was first checked in, ms; null before. */
	arrivedAt: v.nullable(ms),
});
export type HolderPass = v.InferOutput<typeof holderPass>;
export const holderPasses = v.array(holderPass);
