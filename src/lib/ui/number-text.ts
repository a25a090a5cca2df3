/** Full-width digits, signs and points as their plain forms; blanks around are dropped. */
export function plainDigits(text: string): string {
	return text
		.replace(/[\uFF01-\uFF5E]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
		.replace(/。/g, '.')
		.trim();
}

/** The number that a person typed; null for nothing or for what is no number. */
export function readNumber(text: string): number | null {
	const plain = plainDigits(text).replace(/,/g, '');
	return /^[-+]?(\d+\.?\d*|\.\d+)$/.test(plain) ? Number(plain) : null;
}
