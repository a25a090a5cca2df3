import { fail, ok, type Result } from '../result';
import { characterCount, tidy, toHalfWidth } from './text';

export type PersonNameError =
	| { kind: 'empty' }
	| { kind: 'too_short' }
	| { kind: 'too_long' }
	| { kind: 'characters' }
	| { kind: 'title'; title: string };

const TITLES = /(先生|女士|小姐|同志|老师|师傅|阿姨)$/;
const MIDDLE_DOTS = /[・•･‧∙⋅．.]/g;

/**
 * Reads a person's name: 2–30 characters (code points, so rare ideographs count once), the middle
 * dot of minority names as `·` (U+00B7), the padding space of rosters taken out. Names
 * written in Latin letters keep single spaces between their parts.
 */
export function parsePersonName(input: string): Result<string, PersonNameError> {
	const text = tidy(toHalfWidth(input));
	if (text === '') return fail({ kind: 'empty' });
	const han = /\p{Script=Han}/u.test(text);
	const name = han ? text.replace(/\s/g, '').replace(MIDDLE_DOTS, '·') : text;
	const title = TITLES.exec(name)?.[1];
	if (title) return fail({ kind: 'title', title });
	const pattern = han ? /^\p{Script=Han}[\p{Script=Han}·]*$/u : /^\p{L}[\p{L}\p{M}·'’ .-]*$/u;
	if (!pattern.test(name)) return fail({ kind: 'characters' });
	const length = characterCount(name);
	if (length < 2) return fail({ kind: 'too_short' });
	if (length > 30) return fail({ kind: 'too_long' });
	return ok(name);
}

/** In rosters a name of two characters is padded (U+3000) to the width of one of three. */
export function padTwoCharacterName(name: string): string {
	const characters = Array.from(name);
	return characters.length === 2 && characters.every((c) => /\p{Script=Han}/u.test(c))
		? characters.join('\u3000')
		: name;
}
