import { keepFor } from '$lib/offline/owner';
import type { ErrorCode } from '$lib/shared/errors';
import { signedIn, type Account } from '$lib/supabase/browser';
import { fetchMyPasses, requestIssue } from './data';
import type { HolderPass } from './schema';
import { PassesDatabase } from './store';

/**
 * The passes of the person who is signed in on this device: kept ones at once, fresh ones when they
 * come. To nobody else, and to nobody who is signed out, does it show any.
 */
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
		try {
			const account = await signedIn();
			if (!account) return this.#fail('not_signed_in');
			keepFor(account.userId);
			const kept = await this.#database.read(account.userId);
			if (kept) this.#show(kept.passes, kept.fetchedAt);
			await this.#fetch(account);
			await this.#issueMissing(account);
		} catch (error) {
			const offline = error instanceof TypeError;
			if (!offline) console.error('the passes could not be fetched', error);
			this.#fail(offline ? 'unavailable' : 'unexpected');
		} finally {
			this.issuing = false;
		}
	}

	close(): void {
		this.#database.close();
	}

	async #fetch(account: Account): Promise<void> {
		const answer = await fetchMyPasses(account.rpc);
		if (!answer.ok) return this.#fail(answer.error.code);
		const now = Date.now();
		await this.#database.replace(account.userId, answer.value, now);
		this.#show(answer.value, now);
	}

	async #issueMissing(account: Account): Promise<void> {
		const missing = this.passes?.some((pass) => pass.status === 'approved' && !pass.code);
		if (!missing || this.problem) return;
		this.issuing = true;
		if (await requestIssue()) await this.#fetch(account);
	}

	#fail(code: ErrorCode): void {
		this.problem = code;
		// The session has ended: who holds the device now may be anybody.
		if (code === 'not_signed_in') this.passes = null;
	}

	#show(passes: HolderPass[], fetchedAt: number): void {
		this.passes = passes;
		this.fetchedAt = fetchedAt;
	}
}
