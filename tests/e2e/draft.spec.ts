import type { Page } from '@playwright/test';
import { expect, signIn, test } from './test';

test.use({ story: 'draft' });

const CONTEST = '2022年安徽省家政服务职业技能竞赛';
const RESTORED = '上次填的还在，可以接着填。';

test.describe.configure({ mode: 'serial' });

/** Opens the contest's sign-up form, with its scripts running. */
async function openForm(page: Page): Promise<void> {
	await page.goto('/events');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByRole('main').getByRole('link', { name: '报名', exact: true }).click();
	await expect(page.getByRole('button', { name: '确认报名' })).toBeVisible();
}

async function fillForm(page: Page): Promise<void> {
	await page.getByRole('radio', { name: /育婴员/ }).check();
	await page.getByLabel('工作单位').fill('宿州市家政服务中心');
	await page.getByLabel(/从业年限/).fill('5');
	await page.getByRole('checkbox').first().check();
	await expect.poll(() => drafts(page)).not.toEqual([]);
}

async function expectFilled(page: Page): Promise<void> {
	await expect(page.getByRole('radio', { name: /育婴员/ })).toBeChecked();
	await expect(page.getByLabel('工作单位')).toHaveValue('宿州市家政服务中心');
	await expect(page.getByLabel(/从业年限/)).toHaveValue('5');
	await expect(page.getByRole('checkbox').first()).toBeChecked();
	await expect(page.getByRole('checkbox').nth(1)).not.toBeChecked();
}

/** What this browser keeps of forms. */
function drafts(page: Page): Promise<string[]> {
	return page.evaluate(() =>
		Object.keys(localStorage).filter((key) => key.startsWith('huijiang:draft:')),
	);
}

test('what was typed is there again after a reload, until it is discarded', async ({ page }) => {
	await signIn(page, 'worker');
	await openForm(page);
	await fillForm(page);
	await page.reload();
	await expect(page.getByText(RESTORED)).toBeVisible();
	await expectFilled(page);
	await page.getByRole('button', { name: '清空重填' }).click();
	await expect(page.getByLabel(/从业年限/)).toHaveValue('');
	await expect(page.getByText(RESTORED)).toBeHidden();
	await page.reload();
	await expect(page.getByRole('button', { name: '确认报名' })).toBeVisible();
	await expect(page.getByLabel(/从业年限/)).toHaveValue('');
	expect(await drafts(page)).toEqual([]);
});

test('without a network the form stays, says so, and goes through afterwards', async ({ page }) => {
	await signIn(page, 'reviewer');
	await openForm(page);
	await fillForm(page);
	await page.getByRole('checkbox').nth(1).check();
	await page.context().setOffline(true);
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('alert')).toContainText('没有网络，还没送出去');
	await expect(page.getByLabel(/从业年限/)).toHaveValue('5');
	await page.context().setOffline(false);
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('heading', { name: '已报名' })).toBeVisible();
	expect(await drafts(page)).toEqual([]);
});

test('a lost session leads through signing in back to what was typed', async ({ page }) => {
	await signIn(page, 'worker');
	await openForm(page);
	await fillForm(page);
	await page.context().clearCookies();
	await page.getByRole('button', { name: '确认报名' }).click();
	await page.waitForURL(/\/sign-in/);
	await page.getByRole('link', { name: '用密码登录' }).click();
	await page.getByLabel('电子邮箱').fill('worker@example.test');
	await page.getByLabel('密码').fill('huijiang-demo');
	await page.getByRole('main').getByRole('button', { name: '登录' }).click();
	await page.waitForURL(/\/register/);
	await expectFilled(page);
});

test('on a shared phone nobody meets what another one typed', async ({ page }) => {
	await signIn(page, 'worker');
	await openForm(page);
	await fillForm(page);
	// Signing out takes it along.
	await page.goto('/me');
	await page.getByRole('button', { name: '退出登录' }).click();
	await expect(page.getByRole('main').getByRole('link', { name: '登录' })).toBeVisible();
	expect(await drafts(page)).toEqual([]);

	// Who forgot to sign out is covered by the next one's first page.
	await signIn(page, 'worker');
	await openForm(page);
	await fillForm(page);
	await page.context().clearCookies();
	await signIn(page, 'organizer');
	await expect.poll(() => drafts(page)).toEqual([]);
	await openForm(page);
	await expect(page.getByLabel(/从业年限/)).toHaveValue('');
});

test('on a shared phone nobody meets the passes of another one', async ({ page, context }) => {
	const mine = page.getByRole('link', { name: CONTEST });
	const openPasses = async () => {
		await page.goto('/passes');
		await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
		await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated');
	};
	// The holder sees them, also without a network.
	await signIn(page, 'reviewer');
	await openPasses();
	await expect(mine).toBeVisible();
	await context.setOffline(true);
	await page.reload();
	await expect(mine).toBeVisible();
	await context.setOffline(false);

	// Signing out takes them off the phone.
	await page.goto('/me');
	await page.getByRole('button', { name: '退出登录' }).click();
	await expect(page.getByRole('main').getByRole('link', { name: '登录' })).toBeVisible();
	const stores = await page.evaluate(async () => (await indexedDB.databases()).map((d) => d.name));
	expect(stores).not.toContain('huijiang-passes');
	await context.setOffline(true);
	await page.goto('/passes');
	await expect(page.getByText('登录后查看参赛证')).toBeVisible();
	await context.setOffline(false);

	// Who forgot to sign out: the next one sees none, network or not.
	await signIn(page, 'reviewer');
	await openPasses();
	await expect(mine).toBeVisible();
	await context.clearCookies();
	await page.reload();
	await expect(page.getByText('登录后查看参赛证')).toBeVisible();
	await expect(mine).toBeHidden();
	await signIn(page, 'organizer');
	await context.setOffline(true);
	await page.goto('/passes');
	await expect(page.getByRole('button', { name: '再试一次' })).toBeVisible();
	await expect(mine).toBeHidden();
	await context.setOffline(false);
});

test('a profile keeps what was typed, and never a password', async ({ page }) => {
	await signIn(page, 'worker');
	await page.goto('/me/profile');
	await page.locator('[name=occupation]').fill('高级育婴员');
	await page.locator('[name=password]').fill('geheim-2026');
	await expect.poll(() => drafts(page)).not.toEqual([]);
	expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain('geheim');
	await page.reload();
	await expect(page.locator('[name=occupation]')).toHaveValue('高级育婴员');
	await page.getByRole('button', { name: '保存' }).click();
	await expect.poll(() => drafts(page)).toEqual([]);
	await page.reload();
	await expect(page.locator('[name=occupation]')).toHaveValue('高级育婴员');
	await expect(page.getByText(RESTORED)).toBeHidden();
});
