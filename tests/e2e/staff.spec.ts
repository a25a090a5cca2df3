import { postForm, cookiesFor, rows } from './http';
import { expect, signIn, test } from './test';

test.use({ story: 'staff' });

const granted = (server: Parameters<typeof rows>[0], role: string) =>
	rows<{ person: { name: string } }>(
		server,
		`grants?select=person:people!grants_person_id_fkey(name)&role=eq.${role}&revoked_at=is.null`,
	);

test('a role is given to who was shown, after a look at who that is', async ({ page, server }) => {
	await signIn(page, 'organizer');
	const [contest] = await rows<{ id: string }>(server, 'events?select=id&kind=eq.skill_contest');
	await page.goto(`/organize/events/${contest!.id}/staff`);
	const contact = page.getByLabel('手机号或邮箱');

	// A phone that is only in a profile finds nobody: the worker has typed this one.
	await contact.fill('13900000005');
	await page.getByRole('button', { name: '查找这个人' }).click();
	await expect(page.getByText('没有找到用这个手机号或邮箱登录过的人')).toBeVisible();

	await contact.fill('worker@example.test');
	await page.getByRole('radio', { name: /负责/ }).check();
	await page.getByRole('button', { name: '查找这个人' }).click();
	await expect(page.getByText('李红梅 · 宿州市')).toBeVisible();
	await expect(page.getByText('已验证的邮箱 worker@example.test')).toBeVisible();
	expect(await granted(server, 'manager')).toEqual([]);

	// Another contact leads to another person, who is shown before anything is given.
	await contact.fill('reviewer@example.test');
	await page.getByRole('button', { name: '是这个人，给权限' }).click();
	await expect(page.getByText('吴丽 · 宿州市')).toBeVisible();
	expect(await granted(server, 'manager')).toEqual([]);

	// A lost network keeps what was typed and who was found.
	await page.context().setOffline(true);
	await page.getByRole('button', { name: '是这个人，给权限' }).click();
	await expect(page.getByRole('alert')).toBeVisible();
	await expect(contact).toHaveValue('reviewer@example.test');
	await page.context().setOffline(false);

	await page.getByRole('button', { name: '是这个人，给权限' }).click();
	await expect(page.getByText('已给吴丽')).toBeVisible();
	expect(await granted(server, 'manager')).toEqual([{ person: { name: '吴丽' } }]);
	await expect(contact).toHaveValue('');
});

test('it takes the same two steps without scripts', async ({ server }) => {
	const cookie = await cookiesFor(server, 'admin');
	const [union] = await rows<{ id: string }>(server, 'unions?select=id&parent_id=is.null');
	const [worker] = await rows<{ id: string }>(
		server,
		'people?select=id&email=eq.worker@example.test',
	);
	const give = async (fields: Record<string, string>) => {
		const path = `/organize/unions/${union!.id}?/give`;
		const answer = await postForm(
			server,
			path,
			{ contact: 'worker@example.test', role: 'organizer', until: '', ...fields },
			{ cookie },
		);
		return answer.text();
	};
	const names = async () => (await granted(server, 'organizer')).map(({ person }) => person.name);
	expect(await give({})).toContain(worker!.id);
	expect(await names()).toEqual(['陈静']);
	await give({ person: worker!.id });
	expect((await names()).sort()).toEqual(['李红梅', '陈静'].sort());
});
