/** A statement people agree to when they sign up; a new wording is a new version. */
export interface Consent {
	key: string;
	version: number;
	text: string;
}

/**
 * The consents of an event after its texts were edited. A text that stood there before keeps its key
 * and version. Any other takes over the key of the text that stood in its place, one version later,
 * so that what people agreed to stays distinguishable; further ones get new keys.
 */
export function consentsFrom(texts: readonly string[], before: readonly Consent[]): Consent[] {
	const kept = new Set(texts);
	const used = new Set(before.map((consent) => consent.key));
	return texts.map((text, place) => {
		const same = before.find((consent) => consent.text === text);
		if (same) return same;
		const replaced = before[place];
		if (replaced && !kept.has(replaced.text)) {
			return { key: replaced.key, version: replaced.version + 1, text };
		}
		let number = 1;
		while (used.has(`c${number}`)) number += 1;
		used.add(`c${number}`);
		return { key: `c${number}`, version: 1, text };
	});
}
