import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './prepare.mjs';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const PLACES = [
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	'/Applications/Chromium.app/Contents/MacOS/Chromium',
	'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

function installed() {
	if (process.env.CHROMIUM_PATH) return process.env.CHROMIUM_PATH;
	const folders = (process.env.PATH ?? '').split(delimiter);
	const found = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
	return [...found, ...PLACES].find((path) => existsSync(path)) ?? null;
}

async function downloaded() {
	const { chromium } = await import('@playwright/test');
	return existsSync(chromium.executablePath()) ? chromium.executablePath() : null;
}

/**
 * The path of a Chromium or Chrome: one that is installed, else Playwright's own, else Debian's
 * package when this is root; null when none can be had.
 * @returns {Promise<string | null>}
 */
export async function findChromium() {
	const present = installed() ?? (await downloaded());
	if (present) return present;
	console.log('No Chromium found. Asking Playwright for one …');
	if ((await run('playwright', ['install', 'chromium'])) === 0) {
		const path = await downloaded();
		if (path) return path;
	}
	const isRoot = process.getuid?.() === 0;
	if (isRoot && spawnSync('apt-get', ['--version']).status === 0) {
		console.log('Installing Debian’s Chromium …');
		const update = await run('apt-get', ['update', '-qq']);
		if (update === 0) await run('apt-get', ['install', '-y', '-qq', 'chromium']);
	}
	return installed();
}
