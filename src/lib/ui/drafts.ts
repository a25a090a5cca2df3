/**
 * What was typed and not sent yet, kept in this browser. The key holds the user's id: on a shared
 * phone or office computer nobody meets somebody else's draft, the next user's first page removes
 * it, and so does signing out.
 */
const PREFIX = 'huijiang:draft:';
/** A draft older than this is forgotten, in ms: two weeks outlast any sign-up that was put off. */
const MAX_AGE = 14 * 24 * 60 * 60 * 1000;

const keyOf = (userId: string, place: string) => `${PREFIX}${userId}:${place}`;

/**
 * The draft of this user at this place, or null.
 *
 * @param place what the draft belongs to: the page's path, or any other word that no form shares
 */
export function readDraft(userId: string, place: string, now = Date.now()): unknown {
	const key = keyOf(userId, place);
	const text = localStorage.getItem(key);
	if (!text) return null;
	try {
		const { at, values } = JSON.parse(text) as { at: unknown; values: unknown };
		if (typeof at === 'number' && now - at < MAX_AGE) return values ?? null;
	} catch (error) {
		// Cut off, or written by something else: as good as none.
		if (!(error instanceof SyntaxError)) throw error;
	}
	localStorage.removeItem(key);
	return null;
}

/** Keeps a draft; a browser without room or without a store keeps none, and the form still works. */
export function keepDraft(userId: string, place: string, values: unknown, now = Date.now()): void {
	try {
		localStorage.setItem(keyOf(userId, place), JSON.stringify({ at: now, values }));
	} catch (error) {
		console.warn('The draft could not be kept', error);
	}
}

export function dropDraft(userId: string, place: string): void {
	localStorage.removeItem(keyOf(userId, place));
}

/** Removes the drafts of everybody but this user; of everybody for null, which is for sign-out. */
export function dropOtherDrafts(userId: string | null): void {
	const keys = Array.from({ length: localStorage.length }, (_, i) => localStorage.key(i) ?? '');
	for (const key of keys) {
		if (key.startsWith(PREFIX) && !(userId && key.startsWith(`${PREFIX}${userId}:`))) {
			localStorage.removeItem(key);
		}
	}
}
