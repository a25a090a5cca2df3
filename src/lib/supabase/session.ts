import { combineChunks, stringFromBase64URL } from '@supabase/ssr';
import { AUTH_COOKIE } from './cookie';

/** Who is signed in in this browser. The cookie is readable without a network. */
export interface Session {
	userId: string;
	accessToken: string;
}

const ENCODED = 'base64-';

/** The session in this browser's cookies, or null. It may have run out: only the server can say. */
export async function storedSession(cookies = document.cookie): Promise<Session | null> {
	const values = new Map(
		cookies.split('; ').map((pair): [string, string] => {
			const at = pair.indexOf('=');
			return [pair.slice(0, at), pair.slice(at + 1)];
		}),
	);
	const stored = await combineChunks(AUTH_COOKIE, (name) => Promise.resolve(values.get(name)));
	if (!stored?.startsWith(ENCODED)) return null;
	try {
		return asSession(JSON.parse(stringFromBase64URL(stored.slice(ENCODED.length))));
	} catch (error) {
		// Cut off in the middle of being written, or not ours: as good as none.
		console.warn('the stored session cannot be read', error);
		return null;
	}
}

function asSession(value: unknown): Session | null {
	if (typeof value !== 'object' || value === null) return null;
	const { access_token: accessToken, user } = value as { access_token?: unknown; user?: unknown };
	if (typeof accessToken !== 'string' || typeof user !== 'object' || user === null) return null;
	const { id: userId } = user as { id?: unknown };
	return typeof userId === 'string' ? { userId, accessToken } : null;
}
