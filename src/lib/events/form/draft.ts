/**
 * What was typed into an event's form and not saved, kept in the browser. The key holds the user's
 * id: on a shared computer nobody meets somebody else's draft, and the next user's form removes it.
 */
const PREFIX = 'huijiang:event-draft:';

const keyOf = (userId: string, eventId: string) => `${PREFIX}${userId}:${eventId}`;

export function readDraft(userId: string, eventId: string): Record<string, unknown> | null {
	const text = localStorage.getItem(keyOf(userId, eventId));
	if (!text) return null;
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
	} catch {
		return null; // not ours, or cut off: as good as none
	}
}

/** Keeps a draft; a browser without room or without a store keeps none, and the form still works. */
export function keepDraft(userId: string, eventId: string, values: unknown): void {
	try {
		localStorage.setItem(keyOf(userId, eventId), JSON.stringify(values));
	} catch (error) {
		console.warn('The draft could not be kept', error);
	}
}

export function dropDraft(userId: string, eventId: string): void {
	localStorage.removeItem(keyOf(userId, eventId));
}

/** Removes the drafts of everybody but this user; of everybody for null, which is for sign-out. */
export function dropOtherDrafts(userId: string | null): void {
	for (const key of Object.keys(localStorage)) {
		if (key.startsWith(PREFIX) && !(userId && key.startsWith(`${PREFIX}${userId}:`))) {
			localStorage.removeItem(key);
		}
	}
}
