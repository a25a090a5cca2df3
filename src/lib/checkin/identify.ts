import { decodePass, type Pass } from '$lib/passes/domain/pass-code';
import { codeDigest, importPublicKey, verifyPass } from '$lib/passes/domain/signature';
import type { Presented } from './domain/types';
import type { RosterKey } from './schema';

/** What was read, once its signature has been checked. */
export interface Identified {
	presented: Presented;
	/** SHA-256 of the code; names it in the records without keeping it. */
	digest: string;
	/** What a genuine pass stated. */
	pass: Pass | null;
}

const imported = new Map<string, Promise<CryptoKey>>();

/**
 * Reads a code and verifies its signature under the keys that the device holds. Whatever is no
 * genuine pass is `unreadable`; nothing of it but a digest is kept, because it may be anything that
 * somebody carries, a payment code or an ID card.
 */
export async function identify(text: string, keys: readonly RosterKey[]): Promise<Identified> {
	const decoded = decodePass(text);
	const digest = await codeDigest(decoded?.canonical ?? text);
	const key = decoded && keys.find(({ kid }) => kid === decoded.pass.kid);
	if (!decoded || !key || !(await verifyPass(decoded, await cryptoKey(key)))) {
		return { presented: { kind: 'unreadable' }, digest, pass: null };
	}
	const { kid: _kid, ...stated } = decoded.pass;
	return {
		presented: { kind: 'pass', ...stated, keyRevoked: key.revoked },
		digest,
		pass: decoded.pass,
	};
}

function cryptoKey({ key }: RosterKey): Promise<CryptoKey> {
	const name = `${key.x} ${key.y}`;
	let found = imported.get(name);
	if (!found) imported.set(name, (found = importPublicKey(key)));
	return found;
}
