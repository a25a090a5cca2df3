import type { Page } from '@playwright/test';
import { startServer } from './server';
import { expect, signIn, test } from './test';

test.use({ story: 'offline' });

const EVENING = '八段锦';

/** The service worker holds the app and answers for this page: from here on the network may go. */
async function installed(page: Page): Promise<void> {
	await page.waitForFunction(
		() => navigator.serviceWorker.controller?.state === 'activated',
		undefined,
		{ timeout: 20_000 },
	);
}

test('without a network the app opens with a way to the pass and to scanning, and comes back by itself', async ({
	page,
	context,
}) => {
	await signIn(page, 'scanner');
	await page.goto('/checkin');
	await expect(page.getByRole('link', { name: EVENING })).toBeVisible();
	await installed(page);
	await context.setOffline(true);

	for (const path of ['/', '/events', '/me/notifications']) {
		await page.goto(path);
		await expect(page.getByRole('heading', { name: '没有网络' })).toBeVisible();
		await expect(page.getByRole('link', { name: '看参赛证' })).toBeVisible();
		await expect(page.getByRole('link', { name: '扫码签到' })).toBeVisible();
	}
	await page.getByRole('link', { name: '重试' }).click();
	await expect(page.getByRole('heading', { name: '没有网络' })).toBeVisible();
	await page.getByRole('link', { name: '扫码签到' }).click();
	await expect(page.getByRole('link', { name: EVENING })).toBeVisible();

	await page.goto('/events');
	await expect(page.getByRole('heading', { name: '没有网络' })).toBeVisible();
	await context.setOffline(false);
	await expect(page.getByRole('heading', { name: '活动', exact: true })).toBeVisible();
});

test('a tap without a network says that it is the network, also in English', async ({
	page,
	context,
	baseURL,
}) => {
	await signIn(page, 'worker');
	await page.goto('/me');
	await installed(page);
	await context.setOffline(true);
	await page.getByRole('navigation').getByRole('link', { name: '活动' }).last().click();
	await expect(page.getByRole('heading', { name: '没有网络' })).toBeVisible();
	await expect(page.getByText('已经记下')).toBeHidden();
	await expect(page.getByRole('link', { name: '扫码签到' })).toBeHidden();
	await page.getByRole('link', { name: '看参赛证' }).click();
	await page.getByRole('link', { name: '返回' }).click();
	await expect(page.getByRole('heading', { name: '没有网络' })).toBeVisible();

	await context.addCookies([{ name: 'PARAGLIDE_LOCALE', value: 'en', url: baseURL ?? '' }]);
	await page.goto('/me');
	await expect(page.getByRole('heading', { name: 'No network' })).toBeVisible();
	await expect(page.getByRole('link', { name: 'Show my pass' })).toBeVisible();
	expect(await page.locator('html').getAttribute('lang')).toBe('en');
});

test('a form that cannot be sent, and a server that is gone, lead to no page of the browser', async ({
	browser,
}) => {
	const server = await startServer({ env: { SEED: 'demonstration' } });
	const context = await browser.newContext({ baseURL: server.url });
	const page = await context.newPage();
	try {
		await signIn(page, 'worker');
		await page.goto('/me');
		await installed(page);
		await server.stop('SIGKILL');
		await page.goto('/');
		await expect(page.getByRole('heading', { name: '连不上服务器' })).toBeVisible();
		await page.evaluate(() => {
			const form = document.createElement('form');
			form.method = 'post';
			form.action = '/sign-out';
			document.body.append(form);
			form.submit();
		});
		await page.waitForURL('/offline');
		await expect(page.getByRole('heading', { name: '连不上服务器' })).toBeVisible();
	} finally {
		await context.close();
		await server.stop('SIGKILL');
		server.remove();
	}
});
