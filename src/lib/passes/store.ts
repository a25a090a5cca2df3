import type { EntityTable } from 'dexie';
import { OfflineDatabase } from '$lib/offline/database';
import type { HolderPass } from './schema';

const FETCHED = 'fetched-at';
const OWNER = 'owner';

/** The holder's passes on their own device, for places without a network. */
export class PassesDatabase extends OfflineDatabase {
	declare readonly passes: EntityTable<HolderPass, 'registrationId'>;

	constructor(name = 'huijiang-passes') {
		super(name, 1, { passes: 'registrationId' });
	}

	async read(): Promise<{ passes: HolderPass[]; fetchedAt: number } | null> {
		const fetchedAt = await this.recall<number>(FETCHED);
		if (fetchedAt === undefined) return null;
		const passes = await this.passes.toArray();
		return { passes: passes.sort((a, b) => a.event.startsAt - b.event.startsAt), fetchedAt };
	}

	/** Replaces what was kept: what the server no longer shows is no longer shown here. */
	async replace(passes: HolderPass[], fetchedAt: number): Promise<void> {
		await this.transaction('rw', this.passes, this.meta, async () => {
			await this.passes.clear();
			await this.passes.bulkPut(passes);
			await this.remember(FETCHED, fetchedAt);
		});
	}

	/** Forgets what another account kept on this device. */
	async claim(userId: string): Promise<void> {
		if ((await this.recall<string>(OWNER)) === userId) return;
		await this.transaction('rw', this.passes, this.meta, async () => {
			await this.passes.clear();
			await this.meta.clear();
			await this.remember(OWNER, userId);
		});
	}
}
