import { fail, ok, type Result } from '../result';
import { compact, toHalfWidth } from './text';

/** Digits and capitals without I, O, S, V, Z, which are easily misread (GB 32100). */
const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

export type UsccError =
	| { kind: 'empty' }
	| { kind: 'length'; length: number }
	| { kind: 'characters' }
	| { kind: 'check_digit'; expected: string; found: string };

/** The check character that belongs to the first seventeen: weights 3^i mod 31 (GB 32100). */
export function usccCheckDigit(seventeen: string): string {
	let weight = 1;
	let sum = 0;
	for (const char of seventeen) {
		sum += ALPHABET.indexOf(char) * weight;
		weight = (weight * 3) % 31;
	}
	return ALPHABET[(31 - (sum % 31)) % 31]!;
}

/** Reads a unified social credit code (统一社会信用代码) into its 18 capitals and digits. */
export function parseUscc(input: string): Result<string, UsccError> {
	const text = compact(toHalfWidth(input)).replace(/-/g, '').toUpperCase();
	if (text === '') return fail({ kind: 'empty' });
	if (text.length !== 18) return fail({ kind: 'length', length: text.length });
	if (![...text].every((char) => ALPHABET.includes(char))) return fail({ kind: 'characters' });
	const expected = usccCheckDigit(text.slice(0, 17));
	const found = text[17]!;
	return expected === found ? ok(text) : fail({ kind: 'check_digit', expected, found });
}
