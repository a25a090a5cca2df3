/** From so many free places on, or fewer, a division counts as nearly full. */
const FEW = 3;

interface Places {
	capacity: number | null;
	taken: number;
}

/** Free places of a division; null when it has no limit. */
export function placesLeft({ capacity, taken }: Places): number | null {
	return capacity === null ? null : Math.max(0, capacity - taken);
}

/**
 * How scarce a division's places are, for every page alike: `few` asks to hurry and takes the accent;
 * `full` does not, there is nothing to hurry for.
 */
export function scarcity(places: Places): 'plenty' | 'few' | 'full' {
	const left = placesLeft(places);
	if (left === null || left > FEW) return 'plenty';
	return left === 0 ? 'full' : 'few';
}
