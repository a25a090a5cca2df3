import type { BrowserContext, Page } from '@playwright/test';
import {
	axe,
	cutTexts,
	focusUnseen,
	hanTexts,
	knownNames,
	overflow,
	smallTargets,
	wear,
} from './audit';
import { PLACES, READERS, type Ids, type Place, type Reader } from './places';
import { expect, signIn, test } from './test';

const CONTEST = '2022年安徽省家政服务职业技能竞赛';
const EVENING = '八段锦';
let ids: Ids;
const contexts = new Map<Reader, BrowserContext>();

test.beforeAll(async ({ browser, baseURL }) => {
	test.setTimeout(90_000);
	for (const reader of READERS) {
		const context = await browser.newContext({ baseURL, reducedMotion: 'reduce' });
		context.setDefaultTimeout(10_000);
		contexts.set(reader, context);
		if (reader !== 'nobody') {
			const page = await context.newPage();
			await signIn(page, reader);
			await page.close();
		}
	}
	ids = await findIds();
});
test.afterAll(async () => {
	for (const context of contexts.values()) await context.close();
});

/** Finds events by their names, signs the worker up for the evening, and takes a row of its list. */
async function findIds(): Promise<Ids> {
	const page = await newPage('worker');
	const eventId = async (name: string) => {
		await page.goto('/events');
		await page.getByRole('link', { name }).first().click();
		await page.waitForURL(/\/events\/[0-9a-f-]{36}$/);
		return page.url().split('/').at(-1) ?? '';
	};
	const contest = await eventId(CONTEST);
	const evening = await eventId(EVENING);
	await page.goto(`/events/${evening}/register`);
	await page.getByRole('radio').first().check();
	await page.getByRole('button', { name: '确认报名' }).click();
	await page.waitForURL(/\/me\/registrations\//);
	const mine = new URL(page.url()).pathname.split('/').at(-1) ?? '';
	await page.close();
	const desk = await newPage('admin');
	await desk.goto(`/organize/events/${evening}/registrations`);
	const href = await desk.locator('a[href*="/registrations/"]').first().getAttribute('href');
	await desk.close();
	return { contest, evening, mine, row: href?.split('/').at(-1)?.split('?')[0] ?? '' };
}

async function newPage(reader: Reader): Promise<Page> {
	const context = contexts.get(reader);
	if (!context) throw new Error(`${reader} is not signed in`);
	return context.newPage();
}

/** Opens the place and waits until its scripts have taken over. */
async function open(page: Page, place: Place): Promise<void> {
	const answer = await page.goto(place.path(ids));
	expect.soft(answer?.status(), place.name).toBe(place.status ?? 200);
	await page.locator('h1').first().waitFor({ state: 'attached' });
	// The offline apps fetch what they show.
	if (/^\/(passes|checkin)/.test(place.path(ids))) await page.waitForLoadState('networkidle');
	await place.reach?.(page);
}

/**
 * What keeps people from reading and using the page, in every look and size; empty when nothing. Looks
 * differ in colours (theme) and sizes (elder): two combinations hold all of both.
 */
async function obstacles(page: Page): Promise<Record<string, string[]>> {
	const found: Record<string, string[]> = {};
	await wear(page, { theme: 'light', elder: false });
	await page.setViewportSize({ width: 1280, height: 800 });
	found['1280 px, width'] = await overflow(page);
	found['1280 px, targets'] = await smallTargets(page, 44);
	await page.setViewportSize({ width: 390, height: 844 });
	found['light, axe'] = await axe(page);
	found['light, targets'] = await smallTargets(page, 44);
	found['light, focus'] = await focusUnseen(page);
	await wear(page, { theme: 'dark', elder: false });
	await page.setViewportSize({ width: 320, height: 640 });
	found['320 px, width'] = await overflow(page);
	found['320 px, texts'] = await cutTexts(page);
	await page.setViewportSize({ width: 390, height: 844 });
	found['390 px, width'] = await overflow(page);
	await page.addStyleTag({ content: ':root { font-size: 200% !important }' });
	found['text at 200 %, width'] = await overflow(page);
	found['text at 200 %, texts'] = await cutTexts(page);
	await page.addStyleTag({ content: ':root { font-size: 100% !important }' });
	await wear(page, { theme: 'dark', elder: true });
	found['elder, dark, axe'] = await axe(page);
	found['elder, targets'] = await smallTargets(page, 60);
	found['elder, 390 px, width'] = await overflow(page);
	await page.setViewportSize({ width: 320, height: 640 });
	found['elder, 320 px, width'] = await overflow(page);
	found['elder, 320 px, texts'] = await cutTexts(page);
	return Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0));
}

for (const reader of READERS) {
	const places = PLACES.filter((place) => place.reader === reader);
	test(`what ${reader} opens can be read and used in every look and size`, async () => {
		test.setTimeout(180_000);
		const found: Record<string, Record<string, string[]>> = {};
		const page = await newPage(reader);
		for (const place of places) {
			await open(page, place);
			found[place.name] = await obstacles(page);
		}
		await page.close();
		expect(found).toEqual(Object.fromEntries(places.map((place) => [place.name, {}])));
	});
}

test('in English nothing but names is Chinese, and every page has a title', async ({ baseURL }) => {
	test.setTimeout(120_000);
	const names = knownNames();
	const found: Record<string, string[]> = {};
	for (const context of contexts.values()) {
		await context.addCookies([{ name: 'PARAGLIDE_LOCALE', value: 'en', url: baseURL ?? '' }]);
	}
	for (const place of PLACES.filter((one) => !one.bilingual)) {
		const page = await newPage(place.reader);
		await open(page, place);
		expect.soft(await page.locator('html').getAttribute('lang'), place.name).toBe('en');
		const han = (await hanTexts(page)).filter((text) => !names.includes(text));
		if (han.length > 0) found[place.name] = [...new Set(han)];
		if (!(await page.title()).trim()) found[`${place.name}, title`] = [''];
		await page.close();
	}
	for (const context of contexts.values()) await context.clearCookies({ name: 'PARAGLIDE_LOCALE' });
	expect(found).toEqual({});
});

test('public pages need no JavaScript, and say what they are to search engines and in a chat', async ({
	browser,
	baseURL,
}) => {
	const context = await browser.newContext({ baseURL, javaScriptEnabled: false });
	const page = await context.newPage();
	for (const { name, path } of PLACES.filter((place) => place.isPublic)) {
		await page.goto(path(ids));
		await expect(page.locator('h1'), name).toHaveCount(1);
		await expect(page.locator('main'), name).toHaveText(/\S{4}/);
		await expect(page, name).toHaveTitle(/\S/);
		for (const meta of [
			'[name=description]',
			'[property="og:title"]',
			'[property="og:description"]',
		]) {
			await expect(page.locator(`meta${meta}`), `${name} ${meta}`).toHaveAttribute(
				'content',
				/\S{2}/,
			);
		}
	}
	// The switches work by posting their forms.
	await page.goto('/events');
	await page.getByRole('button', { name: '长辈版' }).first().click();
	await expect(page.locator('html')).toHaveAttribute('data-elder', '');
	await expect(page).toHaveURL(/\/events$/);
	await context.close();
});

test('the first Tab offers the way past the header, and it leads to the content', async () => {
	const page = await newPage('worker');
	await page.goto('/events');
	await page.keyboard.press('Tab');
	const skip = page.locator('.skip');
	await expect(skip).toBeFocused();
	await expect(skip).toBeInViewport();
	await page.keyboard.press('Enter');
	await expect(page.locator('main')).toBeFocused();
	await page.close();
});

test('a dialog keeps the focus, closes with Escape, and gives the focus back', async () => {
	const page = await newPage('worker');
	await page.goto(`/me/registrations/${ids.mine}`);
	// Before its scripts have taken over, the button withdraws without a dialog.
	await page.waitForLoadState('networkidle');
	const opener = page.getByRole('main').getByRole('button', { name: '退出报名' });
	await opener.focus();
	await page.keyboard.press('Enter');
	const dialog = page.getByRole('dialog');
	await expect(dialog).toBeVisible();
	for (let i = 0; i < 8; i++) {
		await page.keyboard.press('Tab');
		const outside = await page.evaluate(
			() => document.activeElement !== document.body && !document.activeElement?.closest('dialog'),
		);
		expect(outside, `after ${i + 1} Tabs`).toBe(false);
	}
	await page.keyboard.press('Escape');
	await expect(dialog).toBeHidden();
	await expect(opener).toBeFocused();
	await page.close();
});
