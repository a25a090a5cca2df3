import type { EntityTable } from 'dexie';
import { OfflineDatabase } from '$lib/offline/database';
import type { HolderPass } from './schema';

export const PASSES_DATABASE = 'huijiang-passes';
const FETCHED = 'fetched-at';
const OWNER = 'owner';

/** The holder's passes on their own device, for places without a network. */
export class PassesDatabase extends OfflineDatabase {
	declare readonly passes: EntityTable<HolderPass, 'registrationId'>;

	constructor(name = PASSES_DATABASE) {
		super(name, 1, { passes: 'registrationId' });
	}

	/** What is kept for this user; null when nothing is, or when it is somebody else's. */
	async read(userId: string): Promise<{ passes: HolderPass[]; fetchedAt: number } | null> {
		if ((await this.recall<string>(OWNER)) !== userId) return null;
		const fetchedAt = await this.recall<number>(FETCHED);
		if (fetchedAt === undefined) return null;
		const passes = await this.passes.toArray();
		return { passes: passes.sort((a, b) => a.event.startsAt - b.event.startsAt), fetchedAt };
	}

	/**
	 * Replaces what was kept, by whomever: what the server no longer shows is no longer shown here, and
	 * what another account left on this device is forgotten.
	 */
	async replace(userId: string, passes: HolderPass[], fetchedAt: number): Promise<void> {
		await this.transaction('rw', this.passes, this.meta, async () => {
			await this.passes.clear();
			await this.passes.bulkPut(passes);
			await this.remember(OWNER, userId);
			await this.remember(FETCHED, fetchedAt);
		});
	}
}
