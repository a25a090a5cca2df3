import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { fakeCameraArguments } from './fake-camera';
import { film } from './pass-picture';
import { expect, signIn, test } from './test';

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
	await expect(desk.getByText(/到场/).first()).toBeVisible();
	await shot(desk, '07-desk');
});
