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

/** How many have come, as the event's desk says. */
const arrived = (desk: Page) => desk.locator('dl > *').filter({ hasText: '已到' }).locator('dd');

/** The session as it stands in the cookies. */
const sessionText = async (page: Page): Promise<string> =>
	(await page.context().cookies())
		.filter(({ name }) => name.startsWith('huijiang-session'))
		.map(({ value }) => value)
		.join('');

/** Makes the token in the session one that has run out; what renews it stays. */
async function runOut(page: Page): Promise<void> {
	const text = await sessionText(page);
	const json = Buffer.from(text.replace('base64-', ''), 'base64url').toString();
	const session = JSON.parse(json) as { access_token: string; expires_at: number };
	const [head, , mark] = session.access_token.split('.');
	const spent = { sub: 'x', exp: 1, role: 'authenticated' };
	const body = Buffer.from(JSON.stringify(spent)).toString('base64url');
	const stale = { ...session, access_token: `${head}.${body}.${mark}`, expires_at: 1 };
	const value = `base64-${Buffer.from(JSON.stringify(stale)).toString('base64url')}`;
	const url = new URL(page.url()).origin;
	await page.context().clearCookies();
	await page.context().addCookies([{ name: 'huijiang-session', value, url }]);
}

/** How many people's names lie on this device. */
const keptPeople = (page: Page): Promise<number> =>
	page.evaluate(
		() =>
			new Promise<number>((resolve, reject) => {
				const opening = indexedDB.open('huijiang-checkin');
				opening.onerror = () => reject(new Error('no store'));
				opening.onsuccess = () => {
					const { result } = opening;
					const count = result.transaction('entries').objectStore('entries').count();
					count.onsuccess = () => {
						result.close();
						resolve(count.result);
					};
				};
			}),
	);

async function signOut(page: Page): Promise<void> {
	await page.goto('/me');
	await page.getByRole('button', { name: '退出登录' }).click();
	await expect(page.getByRole('main').getByRole('link', { name: '登录' })).toBeVisible();
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

	// The list stays open meanwhile: behind it the camera reads nothing.
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
	const office = await browser.newContext({ baseURL });
	const desk = await office.newPage();
	await signIn(desk, 'organizer');
	await desk.goto(`/organize/events/${pass.event.id}`);
	await expect(desk.getByRole('heading', { name: CONTEST })).toBeVisible();

	await signIn(page, 'scanner');
	await page.goto(`/checkin/${pass.event.id}`);
	await page.getByLabel('门口或位置').fill('西门');
	await page.getByRole('button', { name: '开始扫码' }).click();
	// This browser has no camera at all, or refuses it: the page says so and offers another way.
	await expect(page.getByText(/没有摄像头权限|没有找到摄像头/)).toBeVisible();

	await page.getByRole('button', { name: '短码或姓名' }).click();
	await page.getByRole('searchbox').fill(pass.shortCode.toLowerCase());
	await page.getByRole('dialog').getByRole('button', { name: '签到' }).click();
	// The first scan was undone on the other device.
	await expect(page.locator('.verdict').getByRole('heading')).toHaveText('已签到');
	await expect(page.getByTestId('scanner-status')).toContainText('已全部上传');

	const holder = await browser.newContext({ baseURL });
	const phone = await holder.newPage();
	await signIn(phone, 'worker');
	await phone.goto('/passes');
	await phone.getByRole('link', { name: CONTEST }).click();
	await expect(phone.getByText(/已签到 /)).toBeVisible();
	await holder.close();

	// The desk was open all the time, and hears of it.
	await expect(arrived(desk)).toHaveText('1');
	await office.close();
});

test('a scanner whose session ran out goes on, and has it renewed by itself', async ({ page }) => {
	await signIn(page, 'scanner');
	await runOut(page);
	const before = await sessionText(page);
	await page.goto('/checkin');
	await expect(page.getByRole('link', { name: CONTEST })).toBeVisible();
	await expect(page.getByText('登录后才能签到')).toBeHidden();
	expect(await sessionText(page)).not.toBe(before);
});

test('the desk shuts a device out: it uploads what it has, and forgets the people', async ({
	page,
	browser,
	baseURL,
}) => {
	await signIn(page, 'scanner');
	await page.goto(`/checkin/${pass.event.id}`);
	await page.getByLabel('门口或位置').fill('北门');
	await installed(page);
	await page.getByRole('button', { name: '开始扫码' }).click();
	await expect(page.getByTestId('scanner-status')).toContainText('已全部上传');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: '短码或姓名' }).click();
	await page.getByRole('searchbox').fill(pass.shortCode);
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^(签到|查看)/ })
		.click();
	await expect(page.getByTestId('scanner-status')).toContainText('待上传 1');

	const office = await browser.newContext({ baseURL });
	const desk = await office.newPage();
	await signIn(desk, 'organizer');
	await desk.goto(`/organize/events/${pass.event.id}`);
	await desk.getByRole('link', { name: '设备与核对' }).click();
	const device = desk.getByRole('listitem').filter({ hasText: '北门' });
	await expect(device).toContainText('扫过 0 次');
	await device.getByLabel('停用北门').click();
	await expect(device).toContainText('停用不能恢复');
	await device.getByRole('button', { name: '停用这台设备' }).click();
	await expect(desk.getByText('设备已停用')).toBeVisible();

	await page.context().setOffline(false);
	await expect(page.getByText('这台设备已被停用')).toBeVisible({ timeout: 40_000 });
	expect(await keptPeople(page)).toBe(0);
	await desk.reload();
	await expect(device).toContainText('扫过 1 次');
	await office.close();

	// Signing out and in again makes it another device.
	await signOut(page);
	await signIn(page, 'scanner');
	await page.goto(`/checkin/${pass.event.id}`);
	await expect(page.getByLabel('门口或位置')).toBeVisible();
});

test('the desk annuls one of two entries, with a reason', async ({ page, browser, baseURL }) => {
	// Two devices that do not hear of each other.
	for (const gate of ['南门', '后门']) {
		const door = await browser.newContext({ baseURL });
		const phone = await door.newPage();
		await signIn(phone, 'scanner');
		await phone.goto(`/checkin/${pass.event.id}`);
		await phone.getByLabel('门口或位置').fill(gate);
		await phone.getByRole('button', { name: '开始扫码' }).click();
		await phone.getByRole('button', { name: '短码或姓名' }).click();
		await phone.getByRole('searchbox').fill(pass.shortCode);
		await phone
			.getByRole('dialog')
			.getByRole('button', { name: /^(签到|查看)/ })
			.click();
		await expect(phone.locator('.verdict').getByRole('heading')).toHaveText('签过了');
		await phone.getByRole('button', { name: '说明原因并放行' }).click();
		await phone.getByRole('button', { name: '领队当面确认' }).click();
		await phone.getByRole('button', { name: '放行', exact: true }).click();
		await expect(phone.getByTestId('scanner-status')).toContainText('已全部上传');
		await door.close();
	}
	await signIn(page, 'organizer');
	await page.goto(`/organize/events/${pass.event.id}/checkin`);
	const twice = page
		.getByRole('listitem')
		.filter({ hasText: '同一人两处入场' })
		.filter({ hasText: '李红梅：后门' });
	await twice.getByLabel(/^撤销/).first().click();
	await twice.getByRole('button', { name: '撤销签到' }).click();
	await expect(twice.getByText('写一句原因')).toBeVisible();
	await twice.getByLabel('原因').fill('认错人');
	await twice.getByRole('button', { name: '撤销签到' }).click();
	await expect(page.getByText('已撤销，写进了操作记录')).toBeVisible();
	await expect(twice).toBeHidden();
	await page.goto(`/organize/events/${pass.event.id}`);
	await expect(arrived(page)).toHaveText('1');
});

test('what one has scanned waits for them, whoever uses the phone meanwhile', async ({ page }) => {
	await signIn(page, 'scanner');
	await page.goto(`/checkin/${pass.event.id}`);
	await page.getByLabel('门口或位置').fill('东门');
	await installed(page);
	await page.getByRole('button', { name: '开始扫码' }).click();
	await expect(page.getByTestId('scanner-status')).toContainText('已全部上传');
	await page.context().setOffline(true);
	await page.getByRole('button', { name: '短码或姓名' }).click();
	await page.getByRole('searchbox').fill(pass.shortCode);
	await page
		.getByRole('dialog')
		.getByRole('button', { name: /^(签到|查看)/ })
		.click();
	await expect(page.getByTestId('scanner-status')).toContainText('待上传 1');
	// Still without a network the same person opens it again; signed out, it opens for nobody.
	await page.reload();
	await expect(page.getByTestId('scanner-status')).toContainText('待上传 1');
	const cookies = await page.context().cookies();
	await page.context().clearCookies();
	await page.reload();
	await expect(page.getByText('登录后才能签到')).toBeVisible();

	await page.context().setOffline(false);
	await signIn(page, 'organizer');
	await page.goto(`/checkin/${pass.event.id}`);
	await page.getByRole('button', { name: '开始扫码' }).click();
	await expect(page.getByText('另一个账号扫的 1 条还在本机')).toBeVisible();
	await page.context().clearCookies();
	await page.context().addCookies(cookies);
	await page.goto(`/checkin/${pass.event.id}`);
	await page.getByRole('button', { name: '开始扫码' }).click();
	await expect(page.getByTestId('scanner-status')).toContainText('已全部上传');
	await expect(page.getByText('另一个账号扫的')).toBeHidden();
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
