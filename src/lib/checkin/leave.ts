import Dexie from 'dexie';
import { signedIn } from '$lib/supabase/browser';
import { scanQueue } from './queue';
import { CHECKIN_DATABASE, CheckinDatabase } from './store';

const PATIENCE_MS = 8_000;

/**
 * Before signing out: sends what the user has scanned and not uploaded yet, as far as the network
 * allows in a few seconds. Returns how many stay behind.
 */
export async function uploadHeld(): Promise<number> {
	return withDatabase(0, async (database) => {
		const account = await signedIn();
		if (!account) return 0;
		const mine = () => database.outbox.filter(({ userId }) => userId === account.userId);
		const topics = new Set((await mine().toArray()).map(({ topic }) => topic));
		const sending = [...topics].map((topic) =>
			scanQueue(database, topic.replace(/^scans:/, ''), account, () => undefined).flush({
				hurry: true,
			}),
		);
		const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS));
		await Promise.race([Promise.all(sending), late]);
		return mine().count();
	});
}

/** Takes the people of all events off this device. Scans that were not uploaded stay. */
export async function leaveCheckin(): Promise<void> {
	await withDatabase(undefined, (database) => database.leave());
}

/** Works with the device's database, if there is one; makes none. */
export async function withDatabase<T>(
	none: T,
	work: (database: CheckinDatabase) => Promise<T>,
): Promise<T> {
	if (!(await Dexie.exists(CHECKIN_DATABASE))) return none;
	const database = new CheckinDatabase();
	try {
		return await work(database);
	} finally {
		database.close();
	}
}
