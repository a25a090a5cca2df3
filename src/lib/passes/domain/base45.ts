/**
 * Base45 as RFC 9285 defines it: two bytes become three characters that a QR code stores in its
 * compact alphanumeric mode. A trailing single byte becomes two characters.
 */
const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:';
const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** Encodes bytes as Base45 text. */
export function encodeBase45(bytes: Uint8Array): string {
	let text = '';
	for (let i = 0; i < bytes.length; i += 2) {
		const high = bytes[i] ?? 0;
		const low = bytes[i + 1];
		let rest = low === undefined ? high : high * 256 + low;
		for (let digits = low === undefined ? 2 : 3; digits > 0; digits--) {
			text += ALPHABET[rest % 45];
			rest = Math.floor(rest / 45);
		}
	}
	return text;
}

/** Decodes Base45 text; null when it is not Base45 (foreign character, wrong length, overflow). */
export function decodeBase45(text: string): Uint8Array<ArrayBuffer> | null {
	if (text.length % 3 === 1) return null;
	const bytes = new Uint8Array(Math.floor(text.length / 3) * 2 + (text.length % 3 === 2 ? 1 : 0));
	let at = 0;
	for (let i = 0; i < text.length; i += 3) {
		const group = text.slice(i, i + 3);
		let value = 0;
		for (let digit = group.length - 1; digit >= 0; digit--) {
			const found = VALUES.get(group.charAt(digit));
			if (found === undefined) return null;
			value = value * 45 + found;
		}
		if (value > (group.length === 3 ? 0xffff : 0xff)) return null;
		if (group.length === 3) bytes[at++] = value >> 8;
		bytes[at++] = value & 0xff;
	}
	return bytes;
}
