import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';

const root = fileURLToPath(new URL('../..', import.meta.url));
const WCAG = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

export interface Look {
	theme: 'light' | 'dark';
	elder: boolean;
}

/** Gives the page another look, the way the switches in its header do. */
export async function wear(page: Page, { theme, elder }: Look): Promise<void> {
	await page.evaluate(
		({ theme, elder }) => {
			document.documentElement.dataset.theme = theme;
			document.documentElement.toggleAttribute('data-elder', elder);
			return new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)));
		},
		{ theme, elder },
	);
}

/** What axe finds against WCAG 2.2 AA, a line each; with `rules`, by these rules alone. */
export async function axe(page: Page, rules?: string[]): Promise<string[]> {
	// One page without foreign frames: the mode that opens no second page is enough, and much faster.
	const builder = new AxeBuilder({ page }).setLegacyMode();
	const { violations } = await (
		rules ? builder.withRules(rules) : builder.withTags(WCAG)
	).analyze();
	return violations.flatMap(({ id, nodes }) =>
		nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')} ${failureSummary ?? ''}`),
	);
}

/** What makes the page wider than the screen. */
export function overflow(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const width = document.documentElement.clientWidth;
		if (document.documentElement.scrollWidth <= width) return [];
		/** Inside something that scrolls or cuts by itself, nothing widens the page. */
		const contained = (element: Element) => {
			for (let up = element.parentElement; up; up = up.parentElement) {
				if (getComputedStyle(up).overflowX !== 'visible') return true;
			}
			return false;
		};
		const wide = [...document.body.querySelectorAll('*')]
			.filter((element) => element.getBoundingClientRect().right > width + 1)
			.filter((element) => !contained(element))
			.map((element) => `${element.tagName}.${element.className.toString().split(' ')[0]}`);
		return [`${document.documentElement.scrollWidth} > ${width}: ${wide.slice(-3).join(', ')}`];
	});
}

/**
 * Controls smaller than a finger needs. A box and its label are one target; a link in the middle of a
 * sentence is as high as its line (WCAG 2.5.8 excepts it).
 */
export function smallTargets(page: Page, least: number): Promise<string[]> {
	return page.evaluate((least) => {
		const CONTROLS = 'a[href], button, input, select, textarea, summary, [role="button"]';
		const inSentence = (element: Element) =>
			getComputedStyle(element).display === 'inline' &&
			[...(element.parentElement?.childNodes ?? [])].some(
				(node) => node !== element && node.nodeType === Node.TEXT_NODE && node.textContent?.trim(),
			);
		const size = (element: Element) => {
			const boxes = [element, ...((element as HTMLInputElement).labels ?? [])].map((one) =>
				one.getBoundingClientRect(),
			);
			return {
				width: Math.max(...boxes.map((b) => b.right)) - Math.min(...boxes.map((b) => b.left)),
				height: Math.max(...boxes.map((b) => b.bottom)) - Math.min(...boxes.map((b) => b.top)),
			};
		};
		return [...document.querySelectorAll(CONTROLS)]
			.filter((element) =>
				element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
			)
			.filter(
				(element) => !element.matches('[type="hidden"], .sr-only, .skip') && !inSentence(element),
			)
			.map((element) => ({ element, ...size(element) }))
			.filter(({ width, height }) => width < least - 0.5 || height < least - 0.5)
			.map(({ element, width, height }) => {
				const name = element.getAttribute('aria-label') ?? element.textContent?.trim() ?? '';
				return `${element.tagName}[${name.slice(0, 20)}] ${width.toFixed(0)}×${height.toFixed(0)}`;
			});
	}, least);
}

/** Texts that are cut off: their box hides what does not fit. */
export function cutTexts(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		[...document.body.querySelectorAll<HTMLElement>('*')]
			.filter((element) => element.checkVisibility({ visibilityProperty: true }))
			.filter(
				(element) =>
					!element.matches('.sr-only, .sr-only *, #svelte-announcer, svg, svg *, input, option'),
			)
			.filter(
				(element) => element.textContent?.trim() && getComputedStyle(element).clipPath === 'none',
			)
			.filter((element) => {
				const { overflowX, overflowY } = getComputedStyle(element);
				const hides = (overflow: string) => overflow === 'hidden' || overflow === 'clip';
				return (
					(hides(overflowX) && element.scrollWidth > element.clientWidth + 1) ||
					(hides(overflowY) && element.scrollHeight > element.clientHeight + 1)
				);
			})
			.map((element) => `${element.tagName}[${element.textContent?.trim().slice(0, 20)}]`),
	);
}

/** Controls that show no sign of having the focus. */
export function focusUnseen(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const SIGNS = [
			'outlineStyle',
			'outlineWidth',
			'outlineColor',
			'boxShadow',
			'borderColor',
		] as const;
		const look = (element: Element) => {
			const looks: string[] = [];
			// The card around a radio may show the ring for it.
			for (let up: Element | null = element, i = 0; up && i < 3; up = up.parentElement, i++) {
				const style = getComputedStyle(up);
				looks.push(...SIGNS.map((sign) => style[sign]));
			}
			return looks.join();
		};
		const unseen: string[] = [];
		for (const element of document.querySelectorAll<HTMLElement>(
			'a[href], button, input:not([type="hidden"]), select, textarea, summary, [tabindex="0"]',
		)) {
			if (!element.checkVisibility({ visibilityProperty: true }) || element.matches(':disabled')) {
				continue;
			}
			if (element.tabIndex < 0) continue;
			(document.activeElement as HTMLElement | null)?.blur();
			const before = look(element);
			element.focus({ focusVisible: true } as FocusOptions);
			if (look(element) === before) {
				unseen.push(`${element.tagName}[${element.textContent?.trim().slice(0, 20)}]`);
			}
		}
		return unseen;
	});
}

/** Runs of Han characters in what the page shows or says. */
export function hanTexts(page: Page): Promise<string[]> {
	return page.evaluate(() => {
		const texts: string[] = [document.title];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			const parent = node.parentElement;
			if (parent?.closest('script, style, [lang^="zh"]')) continue;
			texts.push(node.textContent ?? '');
		}
		for (const element of document.body.querySelectorAll(
			'[aria-label], [title], [placeholder], [alt]',
		)) {
			for (const name of ['aria-label', 'title', 'placeholder', 'alt']) {
				texts.push(element.getAttribute(name) ?? '');
			}
		}
		return texts.flatMap((text) => text.match(/\p{Script=Han}+/gu) ?? []);
	});
}

/** The Chinese of the demonstration and of the reference data: names, which no language changes. */
export function knownNames(): string {
	const read = (file: string) => readFileSync(join(root, file), 'utf8');
	const demonstration = read('src/lib/server/demonstration.ts');
	const surnames = /const surnames = \[\.\.\.'(.+?)'\]/.exec(demonstration)?.[1] ?? '';
	const given =
		/const given = \[(.+?)\]/.exec(demonstration)?.[1]?.match(/\p{Script=Han}+/gu) ?? [];
	const people = [...surnames].flatMap((surname) => given.map((name) => surname + name));
	const data = ['supabase/seeds/anhui-divisions.json', 'src/lib/events/domain/trades.ts'].map(read);
	const sql = readdirSync(join(root, 'supabase/migrations')).map((file) =>
		read(`supabase/migrations/${file}`),
	);
	return [demonstration, ...people, ...data, ...sql].join('\n');
}
