import { withDatabase } from './leave';
import { SCAN_EVENTS } from './store';

/** Whether this device holds events that its user may scan for, so that scanning works offline. */
export function keepsScanEvents(): Promise<boolean> {
	return withDatabase(false, async (database) => {
		const kept = await database.recall<{ events: unknown[] }>(SCAN_EVENTS);
		return (kept?.events.length ?? 0) > 0;
	});
}
