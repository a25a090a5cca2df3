import { leaveCheckin, uploadHeld } from '$lib/checkin/leave';
import { keepNothing } from '$lib/offline/owner';
import { forgetPasses } from '$lib/passes/forget';

/**
 * What the offline apps keep on this device. Loaded by the pages of the site only when somebody signs
 * out, or when the data of another one lies here.
 */

/** Sends what waits; returns how many scans stay behind. */
export { uploadHeld };

/** Takes passes and lists of people off the device. */
export async function forgetDevice(): Promise<void> {
	await Promise.all([forgetPasses(), leaveCheckin()]);
	keepNothing();
}
