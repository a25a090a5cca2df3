import { fail, ok, type Result } from '../result';
import { compact, toHalfWidth } from './text';

export type PhoneError =
	| { kind: 'empty' }
	| { kind: 'characters' }
	| { kind: 'too_short'; digits: number }
	| { kind: 'too_long'; digits: number }
	/** Eleven digits that no mainland mobile number begins with. */
	| { kind: 'prefix' };

/**
 * Reads a mainland mobile number as people write it (`+86 138-…`, full-width digits, spaces, a cell
 * stored as a number) into its eleven digits.
 */
export function parsePhone(input: string | number): Result<string, PhoneError> {
	const text = compact(toHalfWidth(String(input))).replace(/[-–—−.()·']/g, '');
	if (text === '') return fail({ kind: 'empty' });
	const national = text.replace(/^(?:\+|00)86(?=\d)/, '');
	if (!/^\d+$/.test(national)) return fail({ kind: 'characters' });
	// 86 without a plus is a country code only when what follows is a whole number by itself.
	const digits = /^86\d{11}$/.test(national) ? national.slice(2) : national;
	if (digits.length < 11) return fail({ kind: 'too_short', digits: digits.length });
	if (digits.length > 11) return fail({ kind: 'too_long', digits: digits.length });
	if (!/^1[3-9]/.test(digits)) return fail({ kind: 'prefix' });
	return ok(digits);
}
