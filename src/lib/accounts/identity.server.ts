import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';
import { serverSettings } from '$lib/server/env';

/**
 * ID numbers are encrypted here (AES-256-GCM) and recognised by a keyed digest (HMAC-SHA-256), so the
 * database, its backups and its administrators hold neither a number nor a way to guess one.
 * Layout of the cipher: 12 bytes nonce, ciphertext, 16 bytes tag.
 */
export interface SealedIdentity {
	/** Hex. */
	cipher: string;
	hmac: string;
	/** The last four characters, for display. */
	tail: string;
}

export function sealIdentity(number: string): SealedIdentity {
	const nonce = randomBytes(12);
	const cipher = createCipheriv('aes-256-gcm', subkey('encrypt'), nonce);
	const body = Buffer.concat([cipher.update(number, 'utf8'), cipher.final()]);
	return {
		cipher: Buffer.concat([nonce, body, cipher.getAuthTag()]).toString('hex'),
		hmac: identityHmac(number),
		tail: number.slice(-4),
	};
}

/** The digest by which the same number is recognised again. */
export function identityHmac(number: string): string {
	return createHmac('sha256', subkey('recognise')).update(number).digest('hex');
}

/**
 * @param cipher in hex, as `reveal_identity` gives it
 * @throws when it was sealed under another key or was changed
 */
export function decryptIdentity(cipher: string): string {
	const bytes = Buffer.from(cipher, 'hex');
	const decipher = createDecipheriv('aes-256-gcm', subkey('encrypt'), bytes.subarray(0, 12));
	decipher.setAuthTag(bytes.subarray(-16));
	return Buffer.concat([decipher.update(bytes.subarray(12, -16)), decipher.final()]).toString(
		'utf8',
	);
}

function subkey(use: 'encrypt' | 'recognise'): Buffer {
	return createHmac('sha256', serverSettings().identityKey())
		.update(`huijiang identity ${use}`)
		.digest();
}
