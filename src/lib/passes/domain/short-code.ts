/** Six characters to type when a code can't be scanned; without 0, O, 1 and I, which get mixed up. */
export const SHORT_CODE_ALPHABET = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
export const SHORT_CODE_LENGTH = 6;

/** A short code from six random bytes (32 characters, so that every byte is unbiased). */
export function shortCode(random: Uint8Array): string {
	if (random.length < SHORT_CODE_LENGTH) throw new RangeError('a short code needs six bytes');
	return Array.from(
		random.subarray(0, SHORT_CODE_LENGTH),
		(byte) => SHORT_CODE_ALPHABET[byte % SHORT_CODE_ALPHABET.length],
	).join('');
}

/**
 * What was typed as a short code: full-width letters and digits, lower case, spaces and hyphens are
 * forgiven. Null when it is no short code.
 */
export function parseShortCode(typed: string): string | null {
	const code = typed
		.normalize('NFKC')
		.toUpperCase()
		.replace(/[\s\-·.]/g, '');
	if (code.length !== SHORT_CODE_LENGTH) return null;
	return [...code].every((character) => SHORT_CODE_ALPHABET.includes(character)) ? code : null;
}

/** A short code as people read it aloud: two groups of three. */
export function groupShortCode(code: string): string {
	return `${code.slice(0, 3)} ${code.slice(3)}`;
}
