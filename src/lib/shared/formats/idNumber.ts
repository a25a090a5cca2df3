import { fail, ok, type Result } from '../result';
import { isCalendarDate } from './age';
import { compact, toHalfWidth } from './text';

/** Province prefixes of GB/T 2260, and 83 for residence permits of Taiwan (81, 82: HK, Macau). */
const PROVINCES = new Set(
	(
		'11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 ' +
		'71 81 82 83'
	).split(' '),
);

const WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECKS = '10X98765432';

export type Sex = 'male' | 'female';

/**
 * What may be odd about a number that is nevertheless valid. `region_abolished`: a prefecture of old
 * (such as 宣城地区) whose code went with it; people keep the number they were given.
 */
export type IdNumberWarning = 'region_unknown' | 'region_abolished';

export interface IdNumber {
	/** 18 characters, upper case. */
	number: string;
	/** `YYYY-MM-DD` */
	birthDate: string;
	sex: Sex;
	/** The first six digits: where the number was first given, not where the person lives. */
	regionPrefix: string;
	warnings: IdNumberWarning[];
}

export type IdNumberError =
	| { kind: 'empty' }
	/** The spreadsheet kept it as a number: only the first fifteen digits survived. Retype it. */
	| { kind: 'digits_lost' }
	| { kind: 'length'; length: number }
	| { kind: 'characters' }
	| { kind: 'date' }
	| { kind: 'check_digit'; expected: string; found: string };

/** The check character that belongs to the first seventeen digits (GB 11643, ISO 7064 MOD 11-2). */
export function idCheckDigit(seventeen: string): string {
	const sum = WEIGHTS.reduce((total, weight, i) => total + weight * Number(seventeen[i]), 0);
	return CHECKS[sum % 11]!;
}

/**
 * Reads a citizen's ID number (GB 11643) as people type it: spaces, full-width digits and a
 * lower-case x are accepted. A value that a spreadsheet turned into a number is refused as
 * `digits_lost`, because the last digits are gone and guessing them would invent a person.
 *
 * @param today `YYYY-MM-DD`; a birth date after it is not a date of birth.
 */
export function parseIdNumber(
	input: string | number,
	today = '9999-12-31',
): Result<IdNumber, IdNumberError> {
	if (typeof input === 'number') return fail({ kind: input > 1e15 ? 'digits_lost' : 'characters' });
	const text = compact(toHalfWidth(input))
		.replace(/^['’‘]|[-－—]/g, '')
		.toUpperCase();
	if (text === '') return fail({ kind: 'empty' });
	if (/^\d(\.\d+)?E\+?1[4-9]$/.test(text)) return fail({ kind: 'digits_lost' });
	if (!/^\d*X?$/.test(text)) return fail({ kind: 'characters' });
	if (text.length !== 18) return fail({ kind: 'length', length: text.length });

	const birthDate = `${text.slice(6, 10)}-${text.slice(10, 12)}-${text.slice(12, 14)}`;
	if (!isCalendarDate(birthDate) || birthDate > today || birthDate < '1850-01-01') {
		return fail({ kind: 'date' });
	}
	const expected = idCheckDigit(text.slice(0, 17));
	const found = text[17]!;
	if (expected !== found) {
		// Text made from a rounded number ends in 000; the check digit proves that it is not real.
		if (text.endsWith('000')) return fail({ kind: 'digits_lost' });
		return fail({ kind: 'check_digit', expected, found });
	}
	return ok({
		number: text,
		birthDate,
		sex: Number(text[16]) % 2 === 1 ? 'male' : 'female',
		regionPrefix: text.slice(0, 6),
		warnings: regionWarnings(text.slice(0, 6)),
	});
}

function regionWarnings(prefix: string): IdNumberWarning[] {
	if (!PROVINCES.has(prefix.slice(0, 2))) return ['region_unknown'];
	// Prefectures (地区) had codes from 21 up; Anhui has had none since 2000.
	if (prefix.startsWith('34') && prefix[2] === '2') return ['region_abolished'];
	return [];
}
