/** Whether an event takes sign-ups now, as a list shows it. Instants are ISO texts. */
export type SignUpState =
	| { kind: 'early'; opensAt: string }
	| { kind: 'open'; left: number | null }
	| { kind: 'full' }
	| { kind: 'closed' };

/** `left` is the sum of places over the divisions; null as soon as one of them has no limit. */
export function signUpState(
	event: { registration_opens_at: string; registration_closes_at: string },
	divisions: readonly { capacity: number | null; taken: number }[],
	now: Date,
): SignUpState {
	if (now.getTime() < Date.parse(event.registration_opens_at)) {
		return { kind: 'early', opensAt: event.registration_opens_at };
	}
	if (now.getTime() >= Date.parse(event.registration_closes_at)) return { kind: 'closed' };
	if (divisions.some((d) => d.capacity === null)) return { kind: 'open', left: null };
	const left = divisions.reduce((sum, d) => sum + Math.max(0, (d.capacity ?? 0) - d.taken), 0);
	return left > 0 ? { kind: 'open', left } : { kind: 'full' };
}
