/**
 * Whose data the offline apps keep on this device: one word beside their databases, so that every page
 * can see that somebody else's data lies here without opening them.
 */
const KEY = 'huijiang:kept-for';

/** Tells that something of this user is kept here. */
export function keepFor(userId: string): void {
	localStorage.setItem(KEY, userId);
}

/** Whether something of another user is kept here; of anybody for null. */
export function keepsOthers(userId: string | null): boolean {
	const owner = localStorage.getItem(KEY);
	return owner !== null && owner !== userId;
}

/** Nothing is kept here any more. */
export function keepNothing(): void {
	localStorage.removeItem(KEY);
}
