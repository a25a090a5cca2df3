/**
 * Lets one task at a time through, in the order of asking.
 *
 * PGlite has a single session. A request runs several statements in one transaction under its own
 * role, so two requests must never be interleaved: the second would act with the rights of the first.
 */
export class Mutex {
	#tail: Promise<unknown> = Promise.resolve();
	#waiting = 0;

	/** How many tasks are running or waiting. */
	get waiting(): number {
		return this.#waiting;
	}

	/** Runs the task after all earlier ones, whatever became of them. */
	run<T>(task: () => Promise<T>): Promise<T> {
		this.#waiting++;
		const result = this.#tail.then(task).finally(() => {
			this.#waiting--;
		});
		// The caller sees the failure; the next in line only needs to know that the turn is over.
		this.#tail = result.then(
			() => undefined,
			() => undefined,
		);
		return result;
	}
}
