import { PASSES_DATABASE } from './store';

/** Takes the passes off this device. */
export function forgetPasses(): Promise<void> {
	return new Promise((resolve, reject) => {
		const request = indexedDB.deleteDatabase(PASSES_DATABASE);
		request.onsuccess = () => resolve();
		request.onblocked = () => resolve(); // goes as soon as the page that has it open lets go
		request.onerror = () =>
			reject(new Error('the passes could not be removed', { cause: request.error }));
	});
}
