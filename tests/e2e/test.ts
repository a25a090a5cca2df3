import { test as base, type Page } from '@playwright/test';
import { startServer, type Server } from './server';

export { expect } from '@playwright/test';

/** The demonstration accounts by role. */
export type DemoRole = 'admin' | 'organizer' | 'reviewer' | 'scanner' | 'worker';

/**
 * A test with a server that has demonstration data. Files share it, unless they name a story of their
 * own (`test.use({ story: 'contest' })`), as those do that need the demonstration untouched.
 */
export const test = base.extend<object, { server: Server; story: string }>({
	story: ['shared', { option: true, scope: 'worker' }],
	server: [
		// Asking for the story makes a server for each.
		async ({ story: _story }, use) => {
			const server = await startServer({ env: { SEED: 'demonstration' } });
			await use(server);
			await server.stop();
			server.remove();
		},
		{ scope: 'worker', timeout: 90_000 },
	],
	baseURL: async ({ server }, use) => use(server.url),
});

/** Signs in with a password, as a person does. */
export async function signIn(page: Page, role: DemoRole): Promise<void> {
	await page.goto('/sign-in?way=password');
	await page.getByLabel('电子邮箱').fill(`${role}@example.test`);
	await page.getByLabel('密码').fill('huijiang-demo');
	await page.getByRole('main').getByRole('button', { name: '登录' }).click();
	await page.waitForURL((url) => !url.pathname.startsWith('/sign-in'));
}
