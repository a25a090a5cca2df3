import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ERRORS, isErrorCode, type ErrorCode } from '$lib/shared/errors';
import { errorText } from '$lib/ui/error-text';
import { locales, overwriteGetLocale } from '$lib/paraglide/runtime';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const filesIn = (folder: string, pattern: RegExp) =>
	readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' })
		.filter((path) => pattern.test(path))
		.map((path) => `${folder}${path}`);

interface Raise {
	codes: string[];
	status: number;
	place: string;
}

/** The arguments of a call, from behind its opening parenthesis. */
function argumentsAt(sql: string, start: number): string[] {
	const parts = [''];
	let depth = 0;
	let quoted = false;
	for (let i = start; i < sql.length; i++) {
		const c = sql[i]!;
		if (c === "'") quoted = !quoted;
		if (!quoted) {
			if (c === '(') depth++;
			if (c === ')' && depth-- === 0) break;
			if (c === ',' && depth === 0) {
				parts.push('');
				continue;
			}
		}
		parts[parts.length - 1] += c;
	}
	return parts.map((part) => part.trim());
}

/** The codes that an argument may hold: a literal, or the results of a `case`. */
function codesOf(argument: string): string[] {
	if (/^'[a-z_]+'$/.test(argument)) return [argument.slice(1, -1)];
	if (!argument.startsWith('case')) return []; // a variable: a code raised before, and passed on
	return [...argument.matchAll(/\b(?:then|else)\s+'([a-z_]+)'/g)].map((match) => match[1]!);
}

const raises: Raise[] = filesIn('supabase/migrations/', /\.sql$/).flatMap((path) => {
	const sql = read(path).replaceAll(/--.*$/gm, '');
	return [...sql.matchAll(/perform private\.raise\(/g)].map((match) => {
		const args = argumentsAt(sql, match.index + match[0].length);
		const line = sql.slice(0, match.index).split('\n').length;
		return {
			codes: codesOf(args[0]!),
			status: args[2] === undefined ? 409 : Number(args[2]),
			place: `${path}:${line}`,
		};
	});
});

describe('the catalogue of errors', () => {
	test('knows every code that SQL raises, with the status it raises', () => {
		expect(raises.length).toBeGreaterThan(50);
		const wrong = raises.flatMap(({ codes, status, place }) =>
			codes
				.filter((code) => !isErrorCode(code) || ERRORS[code].status !== status)
				.map((code) => `${place}: ${code} as ${status}`),
		);
		expect(wrong).toEqual([]);
	});

	test('has no code that nothing raises', () => {
		const raised = new Set(raises.flatMap((raise) => raise.codes));
		const source = filesIn('src/', /\.(ts|svelte)$/)
			.filter((path) => !/shared\/errors\.ts$|ui\/error-text\.ts$|paraglide|\.test\.ts$/.test(path))
			.map(read)
			.join('\n');
		const unused = Object.keys(ERRORS).filter(
			// Made as a failure: the same word may be a kind of message or a reason elsewhere.
			(code) => !raised.has(code) && !new RegExp(`\\bcode: '${code}'`).test(source),
		);
		expect(unused).toEqual([]);
	});

	test.each(Object.keys(ERRORS) as ErrorCode[])('has words for %s in every language', (code) => {
		const texts = locales.map((locale) => {
			overwriteGetLocale(() => locale);
			return errorText({ code });
		});
		for (const text of texts) expect(text).toMatch(/\S{2}/);
		expect(new Set(texts).size).toBe(locales.length);
	});

	test('has no words left over from a code that is gone', () => {
		for (const locale of locales) {
			const words = JSON.parse(read(`messages/errors/${locale}.json`)) as Record<string, string>;
			const keys = Object.keys(words).filter((key) => key.startsWith('errors_'));
			const used = read('src/lib/ui/error-text.ts');
			expect(keys.filter((key) => !new RegExp(`\\bm\\.${key}\\b`).test(used))).toEqual([]);
		}
	});
});
