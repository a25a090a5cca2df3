import type { ErrorCode } from '$lib/shared/errors';
import { browserClient } from '$lib/supabase/browser';
import { fetchMyPasses, requestIssue } from './data';
import type { HolderPass } from './schema';
import { PassesDatabase } from './store';

/** The passes of the person on this device: kept ones at once, fresh ones when they come. */
export class Wallet {
	/** Null until something is known. */
	passes: HolderPass[] | null = $state.raw(null);
	/** When what is shown was fetched, ms. */
	fetchedAt = $state(0);
	problem: ErrorCode | null = $state(null);
	/** The server is asked for a pass that it had not issued yet. */
	issuing = $state(false);
	readonly #database = new PassesDatabase();

	async load(): Promise<void> {
		this.problem = null;
		const kept = await this.#database.read();
		if (kept) this.#show(kept.passes, kept.fetchedAt);
		try {
			await this.#fetch();
			await this.#issueMissing();
		} catch (error) {
			const offline = error instanceof TypeError;
			if (!offline) console.error('the passes could not be fetched', error);
			this.problem = offline ? 'unavailable' : 'unexpected';
		} finally {
			this.issuing = false;
		}
	}

	close(): void {
		this.#database.close();
	}

	async #fetch(): Promise<void> {
		const client = await browserClient();
		const { data } = await client.auth.getSession();
		if (data.session) await this.#database.claim(data.session.user.id);
		const answer = await fetchMyPasses(client);
		if (!answer.ok) {
			this.problem = answer.error.code;
			return;
		}
		const now = Date.now();
		await this.#database.replace(answer.value, now);
		this.#show(answer.value, now);
	}

	async #issueMissing(): Promise<void> {
		const missing = this.passes?.some((pass) => pass.status === 'approved' && !pass.code);
		if (!missing || this.problem) return;
		this.issuing = true;
		if (await requestIssue()) await this.#fetch();
	}

	#show(passes: HolderPass[], fetchedAt: number): void {
		this.passes = passes;
		this.fetchedAt = fetchedAt;
	}
}
