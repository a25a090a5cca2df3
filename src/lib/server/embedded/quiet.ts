import { AsyncLocalStorage } from 'node:async_hooks';
import { log } from '../log';

const inLibrary = new AsyncLocalStorage<true>();
let installed = false;

/**
 * Runs a task of the embedded library without its own prints: it writes each refused statement to the
 * terminal with the parameters, which are people's data. The sqlstate is enough for the log.
 */
export function quietly<T>(task: () => Promise<T>): Promise<T> {
	if (!installed) {
		installed = true;
		for (const name of ['error', 'warn', 'log'] as const) {
			const print = console[name].bind(console);
			console[name] = (...args: unknown[]) => {
				if (!inLibrary.getStore()) return print(...args);
				const error = args.find((arg) => arg instanceof Error);
				log.debug({ sqlstate: (error as { code?: string } | undefined)?.code }, 'refused');
			};
		}
	}
	return inLibrary.run(true, task);
}
