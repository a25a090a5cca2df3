import { afterJump, betterOffset, jumpedBack, type ClockOffset } from './domain/clock';
import { CLOCK, type CheckinDatabase } from './store';

/** The device's clock with what is known about its error, remembered between openings of the page. */
export class DeviceClock {
	#known: ClockOffset | null = null;
	#seen = { wall: Date.now(), steady: performance.now() };
	readonly #database: CheckinDatabase;

	constructor(database: CheckinDatabase) {
		this.#database = database;
	}

	async load(): Promise<void> {
		this.#known = (await this.#database.recall<ClockOffset>(CLOCK)) ?? null;
	}

	/** The device's own time, what to add to it (null before the server was ever heard), and the sum. */
	read(): { device: number; offset: number | null; corrected: number } {
		const now = { wall: Date.now(), steady: performance.now() };
		const jump = jumpedBack(this.#seen, now);
		this.#seen = now;
		if (jump > 0 && this.#known) this.#keep(afterJump(this.#known, jump));
		const offset = this.#known?.offset ?? null;
		return { device: now.wall, offset, corrected: now.wall + (offset ?? 0) };
	}

	learn(measured: ClockOffset): void {
		this.read(); // a jump since the last look belongs to the old estimate
		this.#keep(betterOffset(this.#known, measured));
	}

	#keep(known: ClockOffset): void {
		this.#known = known;
		void this.#database.remember(CLOCK, known);
	}
}
