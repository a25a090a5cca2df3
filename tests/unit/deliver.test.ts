import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';

const delivery = {
	id: 7,
	channel: 'email',
	address: 'worker@example.test',
	recipient: '李红梅',
	kind: 'event_canceled',
	params: { reason: '大风' },
	event_id: null,
	event_name: '健步走',
	locale: null as string | null,
	notification_id: crypto.randomUUID(),
};

/** The sender with settings of its own, on a backend that answers as told. */
async function sender(settings: Record<string, string>, answers: Record<string, unknown>) {
	for (const [name, value] of Object.entries({ SMTP_URL: '', MAIL_FROM: '', ...settings })) {
		vi.stubEnv(name, value);
	}
	vi.resetModules();
	const asked: [string, unknown][] = [];
	const { provideBackend } = await import('$lib/supabase/backend.server');
	provideBackend({
		url: 'http://backend.test',
		publishableKey: 'public',
		secretKey: 'secret',
		fetch: async (input, init) => {
			const name = new URL(input instanceof Request ? input.url : input).pathname
				.split('/')
				.at(-1)!;
			asked.push([name, JSON.parse(String(init?.body ?? '{}'))]);
			return Response.json(answers[name] ?? null);
		},
	});
	const { deliverDue } = await import('$lib/notifications/deliver.server');
	const { mailbox } = await import('$lib/server/mail');
	const { renderMetrics } = await import('$lib/server/metrics');
	const mails = (outcome: string) =>
		Number(new RegExp(`outcome="${outcome}"} (\\d+)`).exec(renderMetrics())?.[1] ?? 0);
	return { deliverDue, mailbox, mails, asked };
}
afterEach(() => {
	vi.unstubAllEnvs();
	vi.resetModules();
});

test('without a mail server nothing is taken or called sent; the mailbox shows it once', async () => {
	const { deliverDue, mailbox, mails, asked } = await sender(
		{},
		{ expire_deliveries: 3, waiting_deliveries: [delivery] },
	);
	expect(await deliverDue()).toBe(1);
	expect(asked.map(([name]) => name)).toEqual([
		'queue_deliveries',
		'expire_deliveries',
		'waiting_deliveries',
	]);
	expect(mailbox()).toMatchObject([{ to: 'worker@example.test' }]);
	expect(mailbox()[0]!.text).toContain('大风');
	expect([mails('expired'), mails('kept'), mails('sent')]).toEqual([3, 1, 0]);
	await deliverDue();
	expect(asked.at(-1)![1]).toMatchObject({ p_after: 7 });
});

test.each([
	['zh-CN', /取消/, /canceled/, /取消/],
	['en', /canceled/, /取消/, /canceled/],
])('a mail to a reader of %s is in that language alone', async (locale, has, lacks, subject) => {
	const { deliverDue, mailbox } = await sender(
		{},
		{ expire_deliveries: 0, waiting_deliveries: [{ ...delivery, locale, params: {} }] },
	);
	await deliverDue();
	const [mail] = mailbox();
	expect(mail!.text).toMatch(has);
	expect(mail!.text).not.toMatch(lacks);
	expect(mail!.subject).toMatch(subject);
});

test('a mail to a reader of no known language is in Chinese and then in English', async () => {
	const { deliverDue, mailbox } = await sender(
		{},
		{ expire_deliveries: 0, waiting_deliveries: [delivery] },
	);
	await deliverDue();
	expect(mailbox()[0]!.text).toMatch(/取消[^]*canceled/);
	expect(mailbox()[0]!.subject).toMatch(/取消/);
});

test('on Supabase without a mail server it waits as well, and no mailbox fills', async () => {
	const { deliverDue, mailbox, mails } = await sender(
		{
			PUBLIC_SUPABASE_URL: 'http://backend.test',
			PUBLIC_SUPABASE_KEY: 'public',
			SUPABASE_SECRET_KEY: 'secret',
			IDENTITY_KEY: Buffer.alloc(32, 1).toString('base64'),
		},
		{ expire_deliveries: 0, waiting_deliveries: [delivery] },
	);
	await deliverDue();
	expect(mailbox()).toEqual([]);
	expect([mails('kept'), mails('sent')]).toEqual([0, 0]);
});

test.each(['failed', 'queued'])(
	'a mail server that refuses is counted: the delivery is %s',
	async (status) => {
		const closing = createServer((socket) => socket.end('554 no\r\n'));
		await new Promise<void>((done) => closing.listen(0, '127.0.0.1', done));
		const { port } = closing.address() as AddressInfo;
		const { deliverDue, mails, asked } = await sender(
			{ SMTP_URL: `smtp://127.0.0.1:${port}`, MAIL_FROM: 'a@example.test' },
			{ expire_deliveries: 0, claim_deliveries: [delivery], finish_delivery: status },
		);
		expect(await deliverDue()).toBe(1);
		closing.close();
		expect(asked.at(-1)).toMatchObject(['finish_delivery', { p_id: 7 }]);
		expect((asked.at(-1)![1] as { p_error: string }).p_error).toBeTruthy();
		expect([mails('failed'), mails('retried')]).toEqual(status === 'failed' ? [1, 0] : [0, 1]);
	},
);
