import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

const root = new URL('../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const source = readdirSync(new URL('src/', root), { recursive: true, encoding: 'utf8' })
	.filter((path) => /\.(ts|svelte)$/.test(path) && !/paraglide|\.test\.ts$/.test(path))
	.map((path) => read(`src/${path}`))
	.join('\n');
const features = readdirSync(new URL('messages/', root));
const keysOf = (feature: string, locale: string): string[] =>
	Object.keys(JSON.parse(read(`messages/${feature}/${locale}.json`)) as object).filter(
		(key) => key !== '$schema',
	);

describe.each(features)('the messages of %s', (feature) => {
	test('are the same in both languages, each beginning with the feature', () => {
		expect(keysOf(feature, 'en')).toEqual(keysOf(feature, 'zh-CN'));
		expect(keysOf(feature, 'en').filter((key) => !key.startsWith(`${feature}_`))).toEqual([]);
	});
	test('are all said somewhere', () => {
		const said = new Set(source.match(/\bm\.[a-z0-9_]+/g)?.map((use) => use.slice(2)));
		expect(keysOf(feature, 'en').filter((key) => !said.has(key))).toEqual([]);
	});
});
