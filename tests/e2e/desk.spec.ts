import type { Page } from '@playwright/test';
import readWorkbook from 'read-excel-file/universal';
import { api, cookiesFor, keysOf, postForm, rows, tokenIn } from './http';
import type { Server } from './server';
import { expect, signIn, test } from './test';

test.use({ story: 'desk' });

const DAY = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * DAY).toISOString();

let cookies: Promise<string> | undefined;
/** The organizer's session: one for all tests, because signing in is limited. */
const organizerOf = (server: Server): Promise<string> =>
	(cookies ??= cookiesFor(server, 'organizer'));

/** An event of the province's organizer, open for sign-up. */
async function makeEvent(
	server: Server,
	name: string,
	event: Record<string, unknown> = {},
): Promise<{ id: string; division: string; token: string }> {
	const token = tokenIn(await organizerOf(server));
	const [contest] = await rows<{ union_id: string }>(
		server,
		'events?select=union_id&kind=eq.skill_contest&limit=1',
	);
	const id = crypto.randomUUID();
	const call = async (rpc: string, body: unknown) => {
		const answer = await api(server, `/rest/v1/rpc/${rpc}`, { token, body });
		if (!answer.ok) throw new Error(`${rpc}: ${answer.status} ${await answer.text()}`);
	};
	await call('save_event', {
		p_id: id,
		p_event: {
			union_id: contest?.union_id,
			kind: 'training',
			name,
			starts_at: inDays(20),
			ends_at: inDays(21),
			registration_opens_at: inDays(-1),
			registration_closes_at: inDays(10),
			...event,
		},
		p_divisions: [{ name: '一班', aliases: [], capacity: 500 }],
	});
	await call('set_event_status', { p_event: id, p_status: 'published' });
	const [division] = await rows<{ id: string }>(server, `divisions?select=id&event_id=eq.${id}`);
	return { id, division: division?.id ?? '', token };
}

/** People of a sheet, without accounts. */
async function enter(server: Server, event: string, division: string, count: number) {
	const [organizer] = await rows<{ user_id: string; union_id: string }>(
		server,
		'people?select=user_id,union_id&email=eq.organizer@example.test',
	);
	const sheet = Array.from({ length: count }, (_, i) => ({
		key: String(i),
		division_id: division,
		union_id: organizer?.union_id,
		trade_years: null,
		answers: {},
		person: { name: '学员', sex: 'male', phone: `1391${String(1_000_000 + i)}` },
	}));
	const answer = await api(server, '/rest/v1/rpc/import_registrations', {
		key: keysOf(server).secret,
		body: { p_actor: organizer?.user_id, p_event: event, p_rows: sheet },
	});
	expect(answer.status).toBe(200);
}

const saveEdit = (page: Page) => page.getByRole('button', { name: '保存', exact: true }).click();

test('who edits what somebody else saved meanwhile is told, loses nothing, and then decides', async ({
	page,
	server,
}) => {
	const { id, token } = await makeEvent(server, '两人同改的培训');
	await signIn(page, 'organizer');
	await page.goto(`/organize/events/${id}/edit`);
	await page.getByLabel('场馆').fill('我填的场馆');
	const [stored] = await rows<Record<string, unknown>>(server, `events?select=*&id=eq.${id}`);
	const divisions = await rows(server, `divisions?select=*&event_id=eq.${id}`);
	const other = await api(server, '/rest/v1/rpc/save_event', {
		token,
		body: { p_id: id, p_event: { ...stored, venue: '别人填的场馆' }, p_divisions: divisions },
	});
	expect(other.status).toBe(200);

	await saveEdit(page);
	await expect(page.getByRole('alert')).toContainText('别人改过这个活动');
	await expect(page.getByRole('link', { name: '看现在的内容' })).toHaveAttribute(
		'href',
		`/events/${id}`,
	);
	await expect(page.getByLabel('场馆')).toHaveValue('我填的场馆');
	const venue = async () =>
		(await rows<{ venue: string }>(server, `events?select=venue&id=eq.${id}`))[0]?.venue;
	expect(await venue()).toBe('别人填的场馆');

	await saveEdit(page);
	await page.waitForURL(`**/organize/events/${id}`);
	expect(await venue()).toBe('我填的场馆');
});

test('without scripts, too, the second save replaces what was saved meanwhile', async ({
	server,
}) => {
	const { id } = await makeEvent(server, '不用脚本的修改');
	const cookie = await organizerOf(server);
	const [stored] = await rows<{ union_id: string }>(
		server,
		`events?select=union_id,updated_at&id=eq.${id}`,
	);
	const divisions = await rows<{ id: string }>(server, `divisions?select=id&event_id=eq.${id}`);
	const fields = {
		union_id: stored?.union_id ?? '',
		kind: 'training',
		name: '不用脚本的修改',
		starts_at: '2030-10-14T08:30',
		ends_at: '2030-10-14T17:00',
		registration_opens_at: '2030-09-01T08:00',
		registration_closes_at: '2030-10-01T18:00',
		'divisions.0.id': divisions[0]?.id ?? '',
		'divisions.0.name': '一班',
	};
	const save = (updated_at: string) =>
		postForm(server, `/organize/events/${id}/edit?/save`, { ...fields, updated_at }, { cookie });
	const refused = await save('2020-01-01T00:00:00Z');
	expect(refused.status).toBe(409);
	const next = /name="updated_at" value="([^"]+)"/.exec(await refused.text())?.[1] ?? '';
	expect((await save(next)).status).toBe(303);
});

test('all that a filter matches are changed at once, whatever page they stand on', async ({
	page,
	server,
}) => {
	const { id, division } = await makeEvent(server, '六十人的培训');
	await enter(server, id, division, 60);
	await signIn(page, 'organizer');
	await page.goto(`/organize/events/${id}/registrations?status=approved`);
	await page.getByRole('checkbox', { name: '全部 60 人，包括其他页的' }).check();
	await page.getByRole('combobox', { name: '对选中的人' }).selectOption({ label: '暂停入场' });
	await page.getByLabel('原因').fill('待核对名单');

	// A network that is away takes nothing of it.
	await page.context().setOffline(true);
	await page.getByRole('button', { name: '执行' }).click();
	await expect(page.getByText('没有网络，还没送出去')).toBeVisible();
	await expect(page.getByLabel('原因')).toHaveValue('待核对名单');
	await page.context().setOffline(false);
	await page.getByRole('button', { name: '执行' }).click();
	await expect(page.getByRole('status').filter({ hasText: '已暂停 60 人入场' })).toBeVisible();
	await expect(page.getByRole('checkbox', { name: /全部 60 人/ })).not.toBeChecked();

	// Once more with a few: nobody changes, and the page says so.
	await page.getByRole('checkbox', { name: '选中 学员' }).first().check();
	await page.getByRole('combobox', { name: '对选中的人' }).selectOption({ label: '暂停入场' });
	await page.getByLabel('原因').fill('待核对名单');
	await page.getByRole('button', { name: '执行' }).click();
	await expect(page.getByText('没有改动：选中的 1 人')).toBeVisible();
});

test('a sheet stays on the page when the network is away as it is imported', async ({
	page,
	server,
}) => {
	const { id } = await makeEvent(server, '断网时导入的培训');
	await signIn(page, 'organizer');
	await page.goto(`/organize/events/${id}/import`);
	await page.locator('input[type=file]').setInputFiles({
		name: '报名表.csv',
		mimeType: 'text/csv',
		buffer: Buffer.from('代表队,姓名,性别,参赛工种,联系电话\n宿州市,周小梅,女,一班,13912345678\n'),
	});
	const go = page.getByRole('button', { name: /全部导入|只导入/ });
	await expect(go).toBeVisible();
	await page.context().setOffline(true);
	await go.click();
	await expect(page.getByText('没有网络，还没送出去')).toBeVisible();
	await page.context().setOffline(false);
	await go.click();
	await expect(page.getByText('已导入 1 人')).toBeVisible();
});

test('a list with ID numbers asks for a reason and logs every person', async ({ server }) => {
	const { id, division } = await makeEvent(server, '要身份证号的培训', { needs_identity: true });
	const worker = await cookiesFor(server, 'worker');
	const signedUp = await postForm(
		server,
		`/events/${id}/register`,
		{
			request_id: crypto.randomUUID(),
			division_id: division,
			employer: '=HYPERLINK("http://x")',
			id_number: '340102199003074513',
		},
		{ cookie: worker },
	);
	expect(signedUp.status).toBe(303);
	const ask = (cookie: string, reason: string) =>
		postForm(server, `/api/events/${id}/exports/identities`, { reason }, { cookie });
	const logged = () =>
		rows<{ payload: Record<string, string> }>(
			server,
			`audit_payloads?select=payload&payload->>event_id=eq.${id}`,
		);

	const organizer = await organizerOf(server);
	for (const [cookie, reason, code] of [
		[organizer, ' ', 'reason_required'],
		[worker, '想看看', 'not_permitted'],
	] as const) {
		const refused = await ask(cookie, reason);
		expect(refused.status).toBe(303);
		expect(refused.headers.get('location')).toBe(
			`/organize/events/${id}/identities?refused=${code}`,
		);
	}
	expect(await logged()).toEqual([]);

	const answer = await ask(organizer, '上报省总工会');
	expect(answer.status).toBe(200);
	expect(answer.headers.get('cache-control')).toBe('private, no-store');
	const [sheet] = await readWorkbook(await answer.arrayBuffer());
	const cells = sheet?.data.flat() ?? [];
	expect(cells).toContain('340102199003074513');
	expect(cells).toContain('=HYPERLINK("http://x")');
	expect(await logged()).toEqual([{ payload: { reason: '上报省总工会', event_id: id } }]);

	// The other lists go without.
	const plain = await fetch(`${server.url}/api/events/${id}/exports/summary.csv`, {
		headers: { cookie: organizer },
	});
	expect(await plain.text()).not.toContain('340102199003074513');
});

test('the words of a row of the log are erased with a reason, and the chain still holds', async ({
	page,
	server,
}) => {
	const { id } = await makeEvent(server, '记录里的培训');
	await signIn(page, 'admin');
	const [root] = await rows<{ id: string }>(server, 'unions?select=id&parent_id=is.null');
	await page.goto(`/organize/unions/${root?.id}/audit`);
	const [entry] = await rows<{ seq: number }>(
		server,
		`audit_log?select=seq&subject_id=eq.${id}&action=eq.create_event`,
	);
	const seq = entry?.seq ?? 0;
	const row = page
		.getByRole('listitem')
		.filter({ has: page.getByText(String(seq), { exact: true }) });
	await expect(row.getByText('删除内容')).toBeHidden();
	await page.getByRole('link', { name: '按本人要求删除内容' }).click();
	await row.getByText('删除内容').first().click();
	await row.getByRole('button', { name: '删除内容' }).click();
	await expect(row.getByText('请写为什么删除')).toBeVisible();
	await row.getByLabel('为什么删除').fill('本人书面申请');
	await row.getByRole('button', { name: '删除内容' }).click();
	await expect(page.getByText(`已删除第 ${seq} 条的内容`)).toBeVisible();
	await expect(row.getByText('内容已按本人要求删除')).toBeVisible();
	await expect(page.getByText('记录完整，没有被改动过')).toBeVisible();
	await expect(page.getByText(`删除了第 ${seq} 条记录的内容`)).toBeVisible();
	expect(await rows(server, `audit_payloads?select=seq&seq=eq.${seq}`)).toEqual([]);
});

test('the lists of events have pages, and one past the last is no error', async ({
	page,
	server,
}) => {
	for (let i = 0; i < 30; i++) await makeEvent(server, `讲堂第${i}讲`);
	await page.goto('/events?from=share');
	await expect(page.getByText(/^第 1 \/ \d+ 页$/)).toBeVisible();
	await page.getByRole('link', { name: '下一页' }).click();
	await expect(page).toHaveURL('/events?from=share&page=2');
	await expect(page.getByRole('link', { name: /讲堂第/ }).first()).toBeVisible();
	expect((await fetch(`${server.url}/events?page=999`)).status).toBe(200);

	await signIn(page, 'organizer');
	await page.goto('/organize');
	await page.getByRole('link', { name: '下一页' }).click();
	await expect(page).toHaveURL('/organize?page=2');
	await page.goto('/organize?page=999');
	await expect(page).toHaveURL('/organize');
});
