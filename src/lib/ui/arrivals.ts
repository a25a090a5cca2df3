export interface Arrival {
	/** Instant, in milliseconds since 1970. */
	at: number;
	/** How many had arrived by then. */
	count: number;
}

/** The line of arrivals as an SVG path: level until somebody comes, then a step up. */
export function arrivalPath(
	points: readonly Arrival[],
	area: { from: number; to: number; top: number; width: number; height: number },
): string {
	const span = Math.max(1, area.to - area.from);
	const x = (at: number) => round((clamp(at, area.from, area.to) - area.from) / span) * area.width;
	const y = (count: number) =>
		round(1 - clamp(count, 0, area.top) / Math.max(1, area.top)) * area.height;
	let path = `M0 ${y(0)}`;
	for (const point of points) path += `H${x(point.at)}V${y(point.count)}`;
	return path;
}

const MINUTE = 60_000;
const DAY = 1440 * MINUTE;
const TICK_STEPS = [5, 10, 15, 30, 60, 120, 360, 1440].map((minutes) => minutes * MINUTE);

/** Two to five round times (5, 10, 15, 30 minutes, 1, 2, 6 hours, days) between two instants. */
export function timeTicks(from: number, to: number): number[] {
	const span = to - from;
	const step = TICK_STEPS.find((size) => span / size <= 4) ?? Math.ceil(span / 4 / DAY) * DAY;
	const ticks: number[] = [];
	for (let at = Math.ceil(from / step) * step; at <= to; at += step) ticks.push(at);
	return ticks;
}

function clamp(value: number, low: number, high: number): number {
	return Math.min(high, Math.max(low, value));
}

/** Four digits are finer than a pixel and keep the path short. */
function round(share: number): number {
	return Math.round(share * 10_000) / 10_000;
}
