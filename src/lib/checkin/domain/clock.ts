/**
 * How far a device's clock is off. Every answer of the server carries its time; the middle of the
 * round trip is taken as the moment it was made, so the error is at most half the round trip.
 */

export interface ClockSample {
	/** The device's clock when the request left and when the answer came, ms. */
	sentAt: number;
	receivedAt: number;
	serverTime: number;
}

export interface ClockOffset {
	/** Add to the device's clock to get the server's, ms. */
	offset: number;
	/** How wrong that may be, ms. */
	uncertainty: number;
	/** The device's clock when it was measured. */
	measuredAt: number;
}

/** An estimate ages: clocks drift apart by up to about this much. */
const DRIFT_PER_MS = 50 / 1_000_000;

/** The offset that a single exchange shows. Null when the clock was set during the exchange. */
export function measureOffset({ sentAt, receivedAt, serverTime }: ClockSample): ClockOffset | null {
	const roundTrip = receivedAt - sentAt;
	if (roundTrip < 0 || !Number.isFinite(serverTime)) return null;
	return {
		offset: Math.round(serverTime - (sentAt + roundTrip / 2)),
		uncertainty: Math.ceil(roundTrip / 2),
		measuredAt: receivedAt,
	};
}

/**
 * The better of what was known and what was just measured: a fresh measurement wins unless the old
 * one is tighter and the two agree. When they can't both be true, the clock was set in between.
 */
export function betterOffset(known: ClockOffset | null, fresh: ClockOffset): ClockOffset {
	if (!known) return fresh;
	const age = Math.abs(fresh.measuredAt - known.measuredAt);
	const aged = known.uncertainty + Math.ceil(age * DRIFT_PER_MS);
	const agree = Math.abs(known.offset - fresh.offset) <= aged + fresh.uncertainty;
	return agree && aged < fresh.uncertainty ? known : fresh;
}

/**
 * How much a wall clock jumped between two looks at it and at a clock that only runs forward, ms.
 * Only a jump back is certain: a sleeping device may stop the other clock.
 */
export function jumpedBack(
	before: { wall: number; steady: number },
	after: { wall: number; steady: number },
): number {
	const jump = after.wall - before.wall - (after.steady - before.steady);
	return jump < -2_000 ? -jump : 0;
}

/** The offset once the device's clock is known to have jumped back by so many ms. */
export function afterJump(known: ClockOffset, jump: number): ClockOffset {
	return { ...known, offset: known.offset + jump, measuredAt: known.measuredAt - jump };
}
