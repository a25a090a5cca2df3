import { dayIn } from '$lib/shared/time';
import type { Checkpoint } from './types';

/**
 * The counting period that a time belongs to: one entry per period counts. Null when every entry
 * counts for itself.
 */
export function countingPeriod(
	checkpoint: Pick<Checkpoint, 'count' | 'sessionStarts'>,
	timeZone: string,
	at: number,
): string | null {
	switch (checkpoint.count) {
		case 'once':
			return 'once';
		case 'once_per_day':
			return dayIn(new Date(at), timeZone);
		case 'per_session':
			return `session ${checkpoint.sessionStarts.filter((start) => start <= at).length}`;
		case 'every_time':
			return null;
	}
}
