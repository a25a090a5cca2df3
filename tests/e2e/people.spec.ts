import { cookiesFor, rows } from './http';
import { expect, signIn, test } from './test';

test.use({ story: 'people' });

test('the profile says what is wrong at the field, and that it is saved where the person is', async ({
	page,
}) => {
	await signIn(page, 'worker');
	await page.goto('/me/profile');
	const occupation = page.getByLabel('职业');
	await occupation.fill('长'.repeat(300));
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByText('职业最多 60 个字')).toBeVisible();
	await expect(occupation).toBeFocused();
	await expect(occupation).toHaveValue('长'.repeat(300));

	await occupation.fill('育婴员');
	await page.getByRole('button', { name: '保存' }).click();
	await expect(page.getByText('资料已保存')).toBeInViewport();
});

test('a page without rights names what the person has proved, and not a phone typed in', async ({
	page,
}) => {
	await signIn(page, 'worker');
	await page.goto('/organize');
	await expect(page.getByText('worker@example.test')).toBeVisible();
	await expect(page.getByText('13900000005')).toHaveCount(0);
});

test('a member is asked before a change of union, and everybody concerned is told', async ({
	page,
	browser,
	baseURL,
}) => {
	await signIn(page, 'worker');
	await page.goto('/me/union?q=hf');
	const choose = page.getByRole('listitem').filter({ hasText: /^\s*合肥市总工会/ });
	await page.getByLabel('想对工会说的话').fill('工号 17');
	await choose.getByRole('button', { name: '选这个工会' }).click();
	await expect(page.getByRole('alert')).toContainText('你现在是 宿州市总工会 的会员');
	await page.getByRole('button', { name: '申请换到这个工会' }).click();
	await expect(page.getByText('申请已提交')).toBeVisible();
	await expect(page.getByText('已提交，等待 合肥市总工会 审核')).toBeVisible();

	const desk = await (await browser.newContext({ baseURL, locale: 'zh-CN' })).newPage();
	await signIn(desk, 'admin');
	await desk.goto('/organize');
	await desk.getByRole('link', { name: /1 人申请加入/ }).click();
	await expect(desk.getByText('工号 17')).toBeVisible();
	await desk.getByRole('checkbox', { name: /李红梅/ }).check();
	await desk.getByRole('button', { name: '确认加入' }).click();
	await expect(desk.getByText('已确认 1 人')).toBeVisible();

	// A role, told where the giver is and to whom it is given.
	await desk.getByLabel('手机号或邮箱').fill('worker@example.test');
	await desk.getByRole('radio', { name: /审核员/ }).check();
	await desk.getByRole('button', { name: '查找这个人' }).click();
	await desk.getByRole('button', { name: '是这个人，给权限' }).click();
	await expect(desk.getByText('已给李红梅“审核员”')).toBeInViewport();
	await desk.goto('/organize');
	await expect(desk.getByText('申请加入')).toHaveCount(0);

	await page.goto('/me/notifications');
	await expect(page.getByText('你已是合肥市总工会的会员')).toBeVisible();
	await expect(page.getByText('你有了“审核员”权限：安徽省总工会')).toBeVisible();
});

test('people read what the organizer says the ID number is for', async ({ page, server }) => {
	await signIn(page, 'organizer');
	await page.goto('/organize/events/new');
	await page.getByLabel('活动名称').fill('要身份证号的培训');
	await page.getByLabel('名称', { exact: true }).fill('一班');
	await page.getByRole('checkbox', { name: /报名要填身份证号/ }).check();
	await page.getByRole('button', { name: '建好，先不发布' }).click();
	await expect(page.getByText('请选身份证号用来做什么')).toBeVisible();
	await page.getByRole('checkbox', { name: '订住宿' }).check();
	await page.getByLabel('报名开始').first().fill('2020-01-01T08:00');
	await page.getByRole('button', { name: '建好，先不发布' }).click();
	await expect(page.getByText('已建好，还没发布')).toBeVisible();
	await page.getByRole('button', { name: '发布，开放报名' }).click();
	await expect(page.getByText('已发布')).toBeVisible();

	const [event] = await rows<{ id: string; identity_purposes: string[] }>(
		server,
		'events?select=id,identity_purposes&name=eq.要身份证号的培训',
	);
	expect(event!.identity_purposes).toEqual(['hotel']);
	const answer = await fetch(`${server.url}/events/${event!.id}/register`, {
		headers: { cookie: await cookiesFor(server, 'worker') },
	});
	expect(await answer.text()).toContain('本次活动用于订住宿。');
	// Nobody is named as host, so the union that runs it is.
	const shown = await (await fetch(`${server.url}/events/${event!.id}`)).text();
	expect(shown).toContain('安徽省总工会');
});
