import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from '@playwright/test';
import { fakeCameraArguments } from './fake-camera';
import { film } from './pass-picture';
import { expect, signIn, test } from './test';

test.use({ story: 'contest' });

const CONTEST = '2022年安徽省家政服务职业技能竞赛';
const PHONE = { width: 390, height: 844 };

// One contest from its sign-up to the attendance figure: if this goes red, the main job is broken.
test.describe.configure({ mode: 'serial' });

/** Set HUIJIANG_SHOTS to a folder to keep a picture of every step. */
async function shot(page: Page, name: string): Promise<void> {
	const folder = process.env.HUIJIANG_SHOTS;
	if (!folder) return;
	mkdirSync(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`) });
}

async function signUp(page: Page, trade: string): Promise<void> {
	await page.goto('/events');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByRole('main').getByRole('link', { name: '报名', exact: true }).click();
	await page.getByRole('radio', { name: new RegExp(trade) }).check();
	await page.getByLabel(/从业年限/).fill('5');
	for (const box of await page.getByRole('checkbox').all()) await box.check();
	await shot(page, '02-register');
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('heading', { name: '已报名' })).toBeVisible();
	await shot(page, '03-signed-up');
}

/** A browser with the contest's scanner ready at the gate 东门, its camera filming `video`. */
async function openScanner(video: string, baseURL: string): Promise<[Browser, Page]> {
	const browser = await chromium.launch({
		executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', ...fakeCameraArguments(video)],
	});
	const context = await browser.newContext({
		baseURL,
		viewport: PHONE,
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		permissions: ['camera'],
	});
	const page = await context.newPage();
	await signIn(page, 'scanner');
	await page.goto('/checkin');
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
	await page.getByRole('link', { name: new RegExp(CONTEST) }).click();
	await page.getByLabel(/门口或位置/).fill('东门');
	await page.getByRole('button', { name: '开始扫码' }).click();
	await expect(page.getByText('待上传 0').or(page.getByText('已全部上传'))).toBeVisible();
	return [browser, page];
}

test('sign up, show the pass, be scanned with no network, and count at the desk', async ({
	page,
	browser,
	baseURL,
}) => {
	test.setTimeout(180_000);
	await signIn(page, 'worker');
	await shot(page, '01-home');
	await signUp(page, '催乳师');

	// The pass, which works without a network once it was seen.
	await page.getByRole('link', { name: '出示参赛证' }).click();
	await expect(page.getByRole('img', { name: /二维码|QR/ })).toBeVisible();
	await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
	await page.context().setOffline(true);
	await page.reload();
	await expect(page.getByRole('img', { name: /二维码|QR/ })).toBeVisible();
	await shot(page, '04-pass-offline');
	const video = join(mkdtempSync(join(tmpdir(), 'huijiang-camera-')), 'pass.y4m');
	await film(browser, page, video);

	// At the door: the scanner was opened once with a network, and is reloaded without.
	const [scanning, scanner] = await openScanner(video, baseURL ?? '');
	await scanner.context().setOffline(true);
	await scanner.reload();
	await expect(scanner.getByRole('heading', { name: '已签到' })).toBeVisible({ timeout: 30_000 });
	await expect(scanner.getByRole('status').getByText('李红梅')).toBeVisible();
	await shot(scanner, '05-admitted-offline');
	await expect(scanner.getByText('待上传 1')).toBeVisible();

	// Again, after the pause that keeps one code from being read twice: with the first time.
	await scanner.getByRole('button', { name: '下一位' }).click();
	await expect(scanner.getByRole('heading', { name: '签过了' })).toBeVisible({ timeout: 30_000 });
	await expect(scanner.getByText(/\d{2}:\d{2} 在东门/)).toBeVisible();
	await shot(scanner, '06-again');

	// The network is back: everything goes up, and the desk counts one.
	await scanner.context().setOffline(false);
	await expect(scanner.getByText('已全部上传')).toBeVisible({ timeout: 60_000 });
	await scanning.close();

	const desk = await (await browser.newContext({ baseURL, locale: 'zh-CN' })).newPage();
	await desk.setViewportSize({ width: 1280, height: 800 });
	await signIn(desk, 'organizer');
	await desk.goto('/organize');
	await desk.getByRole('link', { name: CONTEST }).click();
	await expect(desk.locator('dl > *').filter({ hasText: '已到' }).locator('dd')).toHaveText('1');
	await shot(desk, '07-desk');
});

const SHEET = fileURLToPath(
	new URL('../fixtures/registration-domestic-service-2022.xlsx', import.meta.url),
);

/** The faults of the sheet, each with the words at its cell. */
const FAULTS: [cell: string, words: RegExp][] = [
	['E21', /最后一位应为 0，填的是 1/],
	['E27', /存成了数字，后几位已经丢失/],
	['H34', /从业 2\.5 年，报名要求满 3 年/],
	['G41', /“婴幼儿发展引导员”可能是育婴员的另一个名称/],
	['J55', /应为 11 位，少了 1 位/],
	['D62', /性别填的是“女”，身份证号表明是“男”/],
	['C70', /姓名没有填/],
];

test('the real sheet comes in: every fault named, mended on the page, nobody doubled', async ({
	browser,
	baseURL,
}) => {
	test.setTimeout(240_000);
	const context = await browser.newContext({
		baseURL,
		locale: 'zh-CN',
		viewport: { width: 1280, height: 800 },
	});
	const page = await context.newPage();
	await signIn(page, 'organizer');
	await page.goto('/organize');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByRole('link', { name: '导入报名表' }).click();
	await page.locator('input[type=file]').setInputFiles(SHEET);
	await expect(page.getByText('106 条报名，18 个代表队')).toBeVisible({ timeout: 30_000 });
	for (const [cell, words] of FAULTS) {
		await expect(page.getByText(words).first(), cell).toBeVisible();
		await expect(page.getByText(cell, { exact: true }).first()).toBeVisible();
	}
	await expect(page.getByText(/在第 48 行还报了另一个工种/)).toBeVisible();
	await shot(page, '08-import-faults');

	// Only the good rows at first; the faulty ones stay for correction.
	await page.getByRole('button', { name: '只导入无误的 97 人' }).click();
	await expect(page.getByText('已导入 97 人')).toBeVisible({ timeout: 60_000 });

	await page.locator('[name="fix.r21:id_number"]').fill('341602197505235160');
	await page.locator('[name="fix.r27:id_number"]').fill('341302199408216323');
	await page.locator('[name="fix.r34:trade_years"]').fill('3');
	await page.getByRole('button', { name: '就是育婴员' }).click();
	await page.getByRole('button', { name: '只保留这一行' }).first().click();
	await page.locator('[name="fix.r55:phone"]').fill('18789366630');
	await page.locator('[name="pick.r62:sex"][value="男"]').click();
	await page.locator('[name="fix.r70:name"]').fill('王丽华');
	await shot(page, '09-import-mended');
	await page.getByRole('button', { name: /全部导入/ }).click();
	await expect(page.getByText(/新报名 8，/)).toBeVisible({ timeout: 60_000 });
	await shot(page, '10-imported');

	// 105 of the sheet (one row was left out) and the worker of the test before: nobody twice.
	await expect(page.getByText(/已导入 \d+ 人/)).toBeVisible({ timeout: 60_000 });
	// The sheet is done with: the next visit begins with the choice of a file, and knows nobody's ID.
	await page.reload();
	await expect(page.locator('input[type=file]')).toBeVisible();
	await page.goto(page.url().replace(/\/import.*/, '/registrations'));
	await expect(page.getByText('淮南市 育婴员：2 人')).toBeVisible();
	await expect(page.getByText('共 106 条')).toBeVisible();

	// The papers: the summary in the official order of regions, passes without an ID number.
	await page.goto(page.url().replace(/\/registrations.*/, '/print/summary'));
	await expect(page.getByText('报名汇总表').first()).toBeVisible();
	const text = (await page.locator('body').innerText()).replace(/\s+/g, ' ');
	expect(text.indexOf('合肥市')).toBeLessThan(text.indexOf('淮北市'));
	expect(text.indexOf('黄山市')).toBeLessThan(text.indexOf('广德市'));
	await shot(page, '11-print-summary');
	await page.goto(page.url().replace(/summary.*/, 'passes'));
	await expect(page.locator('svg').first()).toBeVisible();
	expect(await page.locator('body').innerText()).not.toMatch(/\d{17}[\dX]/);
	await shot(page, '12-print-passes');
	await context.close();
});
