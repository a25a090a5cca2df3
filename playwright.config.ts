import { defineConfig } from '@playwright/test';

// Servers start on free ports with data of their own (tests/e2e/server.ts), from the build that
// `npm test` made before; so several clones can run side by side.
export default defineConfig({
	testDir: 'tests/e2e',
	outputDir: 'test-results',
	timeout: 90_000,
	expect: { timeout: 10_000 },
	workers: 1,
	forbidOnly: Boolean(process.env.CI),
	use: {
		locale: 'zh-CN',
		timezoneId: 'Asia/Shanghai',
		viewport: { width: 390, height: 844 },
		screenshot: 'only-on-failure',
		actionTimeout: 15_000,
		navigationTimeout: 20_000,
		launchOptions: {
			executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
			args: [
				'--no-sandbox',
				'--disable-gpu',
				'--disable-quic',
				'--no-first-run',
				'--disable-background-networking',
				'--disable-component-update',
				'--disable-sync',
			],
		},
	},
});
