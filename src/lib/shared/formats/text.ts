/** Zero-width characters, byte-order marks and direction marks: invisible, pasted in from chats. */
const INVISIBLE = /[\u200B-\u200F\u202A-\u202E\u2060\uFEFF\u00AD]/g;

/**
 * Full-width ASCII (Ａ１＋－) and the ideographic space to their ordinary forms.
 *
 * Deliberately not NFKC: that would also rewrite characters people are named with (compatibility
 * ideographs, circled digits) and Chinese punctuation that belongs where it stands.
 */
export function toHalfWidth(text: string): string {
	return text.replace(/[\uFF01-\uFF5E\u3000]/g, (char) =>
		char === '\u3000' ? ' ' : String.fromCodePoint(char.codePointAt(0)! - 0xfee0),
	);
}

/** Text without invisible characters and outer space; runs of inner white space become one space. */
export function tidy(text: string): string {
	return text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
}

/** Text with every kind of white space, line breaks and invisible characters gone. */
export function compact(text: string): string {
	return text.normalize('NFC').replace(INVISIBLE, '').replace(/\s+/g, '');
}

/**
 * A column heading or a name in a list as it is compared: half width, no white space or line
 * breaks, no note in brackets, no `*` or `:` of a form, lower case.
 */
export function comparable(text: string): string {
	return compact(toHalfWidth(text))
		.replace(/[(（[【〔][^)）\]】〕]*[)）\]】〕]/g, '')
		.replace(/[*:：、]/g, '')
		.toLowerCase();
}

/** How many characters a reader sees: code points, so that rare ideographs count as one. */
export function characterCount(text: string): number {
	return Array.from(text).length;
}
