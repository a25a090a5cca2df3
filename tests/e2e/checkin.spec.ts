import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import config from '../../playwright.config';
import { fakeCameraArguments, writeFakeCamera } from './fake-camera';
import { expect, signIn, test } from './test';

test.use({ story: 'checkin' });

const CONTEST = '2022年安徽省家政服务职业技能竞赛';
const folder = mkdtempSync(join(tmpdir(), 'huijiang-camera-'));
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.describe.configure({ mode: 'serial' });

/** What the holder's phone keeps about its pass. */
interface Kept {
	code: string;
	shortCode: string;
	event: { id: string };
}
let pass: Kept;

const keptPass = (page: Page): Promise<Kept | undefined> =>
	page.evaluate(
		() =>
			new Promise<Kept | undefined>((resolve, reject) => {
				const opening = indexedDB.open('huijiang-passes');
				opening.onerror = () => reject(new Error('no store'));
				opening.onsuccess = () => {
					const all = opening.result.transaction('passes').objectStore('passes').getAll();
					all.onsuccess = () => resolve((all.result as Kept[])[0]);
				};
			}),
	);

/** The service worker holds the whole app: from here on the network may go. */
async function installed(page: Page): Promise<void> {
	await page.evaluate(async () => {
		await navigator.serviceWorker.ready;
	});
	await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
}

/** A second device, whose camera plays a video. */
async function cameraPhone(camera: string, baseURL: string): Promise<[Browser, Page]> {
	const options = config.use?.launchOptions ?? {};
	const browser = await chromium.launch({
		...options,
		args: [...(options.args ?? []), ...fakeCameraArguments(camera)],
	});
	const { viewport, locale, timezoneId } = config.use ?? {};
	const context = await browser.newContext({
		baseURL,
		viewport,
		locale,
		timezoneId,
		permissions: ['camera'],
	});
	return [browser, await context.newPage()];
}

test('a worker signs up, and shows the pass with no network', async ({ page, context }) => {
	await signIn(page, 'worker');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByRole('main').getByRole('link', { name: '报名', exact: true }).click();
	await page.getByRole('radio', { name: /育婴员/ }).check();
	await page.getByLabel(/从业年限/).fill('5');
	for (const box of await page.getByRole('checkbox').all()) await box.check();
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('heading', { name: '已报名' })).toBeVisible();

	await page.goto('/passes');
	await page.getByRole('link', { name: CONTEST }).click();
	await expect(page.getByTestId('pass-qr')).toBeVisible();
	await installed(page);
	await context.setOffline(true);
	await page.reload();
	await expect(page.getByTestId('pass-qr')).toBeVisible();
	await expect(page.getByTestId('short-code')).toHaveText(/^[2-9A-Z]{3} [2-9A-Z]{3}$/);
	const kept = await keptPass(page);
	if (!kept) throw new Error('the pass was not kept on the device');
	pass = kept;
});

test('a scanner checks the worker in with no network, and uploads later', async ({ baseURL }) => {
	const camera = join(folder, 'pass.y4m');
	await writeFakeCamera(camera, [
		{ text: pass.code, seconds: 2 },
		{ text: null, seconds: 6 },
	]);
	const [browser, page] = await cameraPhone(camera, baseURL ?? '');
	await signIn(page, 'scanner');
	await page.goto('/checkin');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByLabel('门口或位置').fill('东门');
	await installed(page);
	await page.context().setOffline(true);
	await page.getByRole('button', { name: '开始扫码' }).click();

	const verdict = page.locator('.verdict');
	await expect(verdict.getByRole('heading')).toHaveText('已签到');
	await expect(verdict).toContainText('李红梅');
	await expect(page.getByTestId('scanner-status')).toContainText('待上传 1');

	// The same code again: the first time and gate. A reload in between changes nothing.
	await page.reload();
	await expect(verdict.getByRole('heading')).toHaveText('签过了');
	await expect(verdict).toContainText(/\d\d:\d\d 在东门/);
	await expect(page.getByTestId('scanner-status')).toContainText('待上传 2');

	// Undo the first one, from the list.
	await page.getByRole('button', { name: '本机最近的签到' }).click();
	await page.getByRole('dialog').getByRole('button', { name: '撤销' }).click();
	await expect(page.getByRole('dialog')).toContainText('已撤销');
	await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();

	await page.context().setOffline(false);
	await expect(page.getByTestId('scanner-status')).toContainText('已全部上传', {
		timeout: 40_000,
	});
	await browser.close();
});

test('without a camera people are found by short code, and the desk sees them', async ({
	page,
	browser,
	baseURL,
}) => {
	await signIn(page, 'scanner');
	await page.goto(`/checkin/${pass.event.id}`);
	await page.getByLabel('门口或位置').fill('西门');
	await page.getByRole('button', { name: '开始扫码' }).click();
	// This browser has no camera at all, or refuses it: the page says so and offers another way.
	await expect(page.getByText(/没有摄像头权限|没有找到摄像头/)).toBeVisible();

	await page.getByRole('button', { name: '短码或姓名' }).click();
	await page.getByRole('searchbox').fill(pass.shortCode.toLowerCase());
	await page.getByRole('dialog').getByRole('button', { name: '签到' }).click();
	const word = page.locator('.verdict').getByRole('heading');
	// The first scan was undone on the other device unless its camera has read the code since.
	await expect(word).toHaveText(/已签到|签过了/);
	await expect(page.getByTestId('scanner-status')).toContainText('已全部上传');

	const holder = await browser.newContext({ baseURL });
	const phone = await holder.newPage();
	await signIn(phone, 'worker');
	await phone.goto('/passes');
	await phone.getByRole('link', { name: CONTEST }).click();
	await expect(phone.getByText(/已签到 /)).toBeVisible();
	await holder.close();
});

test('somebody who is no scanner is told so, and signed out one is asked to sign in', async ({
	page,
}) => {
	await page.goto(`/checkin/${pass.event.id}`);
	await expect(page.getByText('登录后才能签到')).toBeVisible();
	await signIn(page, 'worker');
	await page.goto(`/checkin/${pass.event.id}`);
	await expect(page.getByText('你不是这个活动的签到员')).toBeVisible();
});
