import { expect, signIn, test } from './test';

test.use({ story: 'sign-up' });

const CONTEST = '2022年安徽省家政服务职业技能竞赛';

test('a worker signs up on a phone and is told why a second trade is refused', async ({ page }) => {
	await signIn(page, 'worker');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByRole('main').getByRole('link', { name: '报名', exact: true }).click();

	// What is not known yet is neither met nor broken.
	const years = page.getByRole('listitem').filter({ hasText: '从业满 3 年' });
	await expect(years).toContainText('还不知道');

	// An empty form says all that is missing at once, and the first field has the focus.
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByText('请选一个工种')).toBeVisible();
	await expect(page.getByText('请填从业年限')).toBeVisible();
	await expect(page.getByText('请勾选同意')).toHaveCount(2);
	await expect(page.getByRole('radio').first()).toBeFocused();

	// Too long a text is told at its field as well.
	await page.getByLabel('工作单位').fill('长'.repeat(61));
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByText('工作单位最多 60 个字')).toBeVisible();
	await page.getByLabel('工作单位').fill('');

	// Two and a half years are too few, and what was typed is still there.
	await page.getByRole('radio', { name: /育婴员/ }).check();
	await page.getByLabel(/从业年限/).fill('２.５');
	for (const box of await page.getByRole('checkbox').all()) await box.check();
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByText('从业须满 3 年，你填了 2.5 年').first()).toBeVisible();
	await expect(page.getByRole('radio', { name: /育婴员/ })).toBeChecked();

	await page.getByLabel(/从业年限/).fill('5');
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('heading', { name: '已报名' })).toBeVisible();

	// The second trade: the first one is named, and there is no form to fill in vain.
	await page.getByRole('link', { name: '活动说明' }).click();
	await page.waitForURL(/\/events\/[^/]+$/);
	await page.goto(`${page.url()}/register`);
	await expect(page.getByText('你已报“育婴员”')).toBeVisible();
	await expect(page.getByRole('main').getByRole('link', { name: '看参赛证' })).toBeVisible();
	await expect(page.getByRole('main').getByRole('link', { name: '退出报名' })).toBeVisible();
	await expect(page.getByRole('button', { name: '确认报名' })).toHaveCount(0);

	// The home shows it first, and the notification has arrived.
	await page.goto('/');
	await expect(page.getByRole('article')).toContainText(CONTEST);
	await page.goto('/me/notifications');
	await expect(page.getByText(`已报上“${CONTEST}”的育婴员`)).toBeVisible();
});

test('sign-in by a one-time code works from the mailbox, and a wrong code says so', async ({
	page,
	browser,
	baseURL,
}) => {
	await page.goto('/sign-in');
	await page.getByLabel('电子邮箱').fill('new.worker@example.test');
	await page.getByRole('button', { name: '发送验证码' }).click();
	await page.getByLabel('验证码').fill('000000');
	await page.getByRole('main').getByRole('button', { name: '登录' }).click();
	await expect(page.getByText('验证码不对或已过期')).toBeVisible();

	const mail = await (await browser.newContext({ baseURL })).newPage();
	await mail.goto('/mailbox');
	const code =
		(
			await mail
				.getByText(/^\d{6}$/)
				.first()
				.textContent()
		)?.trim() ?? '';
	await page.getByLabel('验证码').fill(code);
	await page.getByRole('main').getByRole('button', { name: '登录' }).click();
	await page.waitForURL('/');
	await expect(page.getByText('先填好姓名和手机号，就可以报名了。')).toBeVisible();
});

test('without JavaScript a worker can still sign in and sign up', async ({ browser, baseURL }) => {
	const context = await browser.newContext({ baseURL, javaScriptEnabled: false, locale: 'zh-CN' });
	const page = await context.newPage();
	await signIn(page, 'reviewer');
	await page.goto('/events');
	await page.getByRole('link', { name: CONTEST }).click();
	await page.getByRole('main').getByRole('link', { name: '报名', exact: true }).click();
	await page.getByRole('radio', { name: /养老护理员/ }).check();
	await page.getByLabel(/从业年限/).fill('8');
	for (const box of await page.getByRole('checkbox').all()) await box.check();
	await page.getByRole('button', { name: '确认报名' }).click();
	await expect(page.getByRole('heading', { name: '已报名' })).toBeVisible();
	await context.close();
});
