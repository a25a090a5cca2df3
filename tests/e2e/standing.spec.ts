import type { Page } from '@playwright/test';
import { expect, signIn, test } from './test';

test.use({ story: 'standing' });

const EVENING = '八段锦';
const CONTEST = '2022年安徽省家政服务职业技能竞赛';
const REASON = '场馆停电';

/** Signs the worker up for the evening; gives its page and the registration's. */
async function signUp(page: Page): Promise<{ event: string; registration: string }> {
	await page.goto('/events');
	await page.getByRole('link', { name: EVENING }).first().click();
	await page.waitForURL(/\/events\/[0-9a-f-]{36}$/);
	const event = new URL(page.url()).pathname;
	await page.getByRole('main').getByRole('link', { name: '报名', exact: true }).click();
	await page.getByRole('radio').first().check();
	await page.getByRole('button', { name: '确认报名' }).click();
	await page.waitForURL(/\/me\/registrations\//);
	return { event, registration: new URL(page.url()).pathname };
}

test('the event says how one stands in it: signed up, withdrawn, signed up again', async ({
	page,
}) => {
	await signIn(page, 'worker');
	const { event, registration } = await signUp(page);
	await page.goto(event);
	const mine = page.getByRole('region', { name: '看我的报名' });
	await expect(mine).toContainText('你已报');
	await mine.getByRole('link', { name: '看我的报名' }).click();
	await page.waitForURL((url) => url.pathname === registration);

	await page.getByRole('button', { name: '退出报名' }).click();
	await page.getByRole('dialog').getByRole('button', { name: '退出报名' }).click();
	await expect(page.getByText('已退出', { exact: true })).toBeVisible();
	await page.goto(event);
	await expect(mine).toContainText('你已退出');
	await expect(page.getByRole('link', { name: '出示参赛证' })).toBeHidden();
	await expect(page.getByRole('link', { name: '重新报名' })).toBeVisible();
	await page.goto(registration);
	await page.getByRole('link', { name: '重新报名' }).click();
	await expect(page.getByRole('radio').first()).toBeChecked();
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('heading', { name: '已报名' })).toBeVisible();
});

test('an event that is called off is nowhere 已报名, and says why', async ({
	page,
	browser,
	baseURL,
}) => {
	await signIn(page, 'worker');
	await page.goto('/me');
	const row = page.getByRole('link', { name: EVENING }).first();
	const registration = await row.getAttribute('href');
	await row.click();
	await page.getByRole('link', { name: '活动说明' }).click();
	await page.waitForURL(/\/events\/[0-9a-f-]{36}$/);
	const event = new URL(page.url()).pathname;

	const desk = await (await browser.newContext({ baseURL })).newPage();
	await signIn(desk, 'admin');
	await desk.goto(`/organize${event}`);
	await desk.getByRole('link', { name: '取消活动' }).click();
	const name = (await desk.getByRole('heading', { level: 1 }).textContent())?.trim() ?? '';
	await desk.getByLabel('输入活动名称确认').fill(name);
	await desk.getByLabel('取消原因').fill(REASON);
	await desk.getByRole('button', { name: '取消活动' }).click();
	await expect(desk.getByText(`已取消：${REASON}`)).toBeVisible();
	await desk.context().close();

	for (const path of ['/', '/me', event, registration ?? '']) {
		await page.goto(path);
		const main = page.getByRole('main');
		await expect(main.getByText(REASON).first(), path).toBeVisible();
		await expect(main.getByText('已报名', { exact: true }), path).toBeHidden();
		await expect(main.getByRole('link', { name: '出示参赛证' }), path).toBeHidden();
		await expect(main.getByRole('link', { name: '加入日历' }), path).toBeHidden();
	}
	await page.goto('/me');
	await expect(page.getByRole('region', { name: '接下来' })).not.toContainText(EVENING);
	await expect(page.getByRole('region', { name: '已取消' })).toContainText(REASON);
	await page.goto(`/passes/${registration?.split('/').at(-1)}`);
	await expect(page.getByText('活动已取消')).toBeVisible();
	await expect(page.getByRole('button', { name: '存为图片' })).toBeHidden();
	await expect(page.getByRole('link', { name: '加入日历' })).toBeHidden();
});

test('home shows those with work their work first', async ({ page, browser, baseURL }) => {
	await signIn(page, 'organizer');
	await page.goto('/');
	await expect(page.getByRole('main').getByRole('heading', { level: 2 }).first()).toHaveText(
		'你负责的活动',
	);
	await expect(page.getByText('你还没有报名的活动')).toBeHidden();
	await expect(
		page.getByRole('navigation').getByRole('link', { name: '首页', exact: true }).last(),
	).toHaveAttribute('aria-current', 'page');

	const scanner = await (await browser.newContext({ baseURL })).newPage();
	await signIn(scanner, 'scanner');
	await scanner.goto('/');
	const work = scanner.getByRole('region', { name: '你要扫码的活动' });
	await work.getByRole('link', { name: CONTEST }).click();
	await scanner.waitForURL(/\/checkin\/[0-9a-f-]{36}$/);
	await scanner.context().close();
});

test('an unknown address keeps the way to everywhere else', async ({ page }) => {
	await page.goto('/no/such/page');
	await expect(page.getByRole('heading', { name: '没有这一页' })).toBeVisible();
	await page.getByRole('navigation').getByRole('link', { name: '活动' }).last().click();
	await expect(page.getByRole('heading', { name: '活动', exact: true })).toBeVisible();
});
