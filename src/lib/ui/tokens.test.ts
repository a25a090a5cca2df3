import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

/** The custom properties of the first rule whose selector is exactly `selector`. */
function block(selector: string): Record<string, string> {
	const start = css.indexOf(`${selector} {`);
	if (start < 0) throw new Error(`tokens.css has no rule ${selector}`);
	const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
	return Object.fromEntries(
		[...body.matchAll(/(--[\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
	);
}

/** Relative luminance of an `#rrggbb` colour, as WCAG 2.2 defines it. */
function luminance(hex: string): number {
	const channels = [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255);
	const [r = 0, g = 0, b = 0] = channels.map((c) =>
		c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4,
	);
	return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
	const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
	return (light + 0.05) / (dark + 0.05);
}

const GROUNDS = ['paper', 'surface', 'sunken'];
const TEXTS = ['ink', 'ink-2', 'ink-3', 'seal', 'honour', 'ok', 'warn', 'stop'];
const WASHES = ['seal', 'honour', 'ok', 'warn', 'stop'];

/** Every text/ground pair that a page may show. */
const TEXT_PAIRS: [string, string][] = [
	...TEXTS.flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])),
	...WASHES.flatMap((tone): [string, string][] => [
		[tone, `${tone}-wash`],
		['ink', `${tone}-wash`],
		['ink-2', `${tone}-wash`],
	]),
	['paper', 'ink'],
	['seal-ink', 'seal-fill'],
	['seal-ink', 'seal-deep'],
	['verdict-ink', 'verdict-ok'],
	['verdict-ink', 'verdict-again'],
	['verdict-ink', 'verdict-stop'],
];

const light = block(':root');
const dark = { ...light, ...block(":root[data-theme='dark']") };

describe.each([
	['light', light],
	['dark', dark],
])('the %s theme', (_name, tokens) => {
	const colour = (name: string) => {
		const value = tokens[`--${name}`];
		if (!value?.startsWith('#')) throw new Error(`--${name} is not a colour: ${value}`);
		return value;
	};

	it.each(TEXT_PAIRS)('sets %s on %s at 4.5:1 or more', (text, ground) => {
		expect(contrast(colour(text), colour(ground))).toBeGreaterThanOrEqual(4.5);
	});

	it.each(GROUNDS)('draws the border of controls on %s at 3:1 or more', (ground) => {
		expect(contrast(colour('control'), colour(ground))).toBeGreaterThanOrEqual(3);
	});

	it.each(GROUNDS)('shows focus on %s at 3:1 or more', (ground) => {
		expect(contrast(colour('focus'), colour(ground))).toBeGreaterThanOrEqual(3);
	});
});

describe('the tokens', () => {
	it('are the same whether dark is chosen or taken from the system', () => {
		expect(block(":root:not([data-theme='light'], [data-theme='dark'])")).toEqual(
			block(":root[data-theme='dark']"),
		);
	});

	it('keep main text at 24 px and every target at 60 px or more in elder mode', () => {
		const elder = block(':root[data-elder]');
		const px = (name: string) => Number.parseFloat(elder[name] ?? '0') * 16;
		expect(px('--t-m')).toBeGreaterThanOrEqual(24);
		expect(px('--t-xs')).toBeGreaterThanOrEqual(20);
		expect(px('--target')).toBeGreaterThanOrEqual(60);
		expect(px('--target-s')).toBeGreaterThanOrEqual(60);
	});

	it('keep every target at 44 px or more in normal mode', () => {
		const px = (name: string) => Number.parseFloat(light[name] ?? '0') * 16;
		expect(px('--target')).toBeGreaterThanOrEqual(44);
		expect(px('--target-s')).toBeGreaterThanOrEqual(44);
	});
});
