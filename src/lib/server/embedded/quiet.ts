import { AsyncLocalStorage } from 'node:async_hooks';
import { log } from '../log';

const inLibrary = new AsyncLocalStorage<true>();
let installed = false;

/** A console method that keeps silent about what the library prints, and prints all else. */
function unless(print: (...args: unknown[]) => void): (...args: unknown[]) => void {
	return (...args) => {
		if (!inLibrary.getStore()) return print(...args);
		const error = args.find((arg) => arg instanceof Error);
		log.debug({ sqlstate: (error as { code?: string } | undefined)?.code }, 'refused');
	};
}

/**
 * Runs a task of the embedded library without its own prints: it writes each refused statement to the
 * terminal with the parameters, which are people's data. The sqlstate is enough for the log.
 */
export function quietly<T>(task: () => Promise<T>): Promise<T> {
	if (!installed) {
		installed = true;
		console.error = unless(console.error.bind(console));
		console.warn = unless(console.warn.bind(console));
	}
	return inLibrary.run(true, task);
}
