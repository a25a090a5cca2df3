import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import type { Browser, Page } from '@playwright/test';

const WIDTH = 960;
const HEIGHT = 720;
const FRAMES_PER_SECOND = 5;

/**
 * Films a page: what stands on the screen becomes what Chromium's fake camera sees, in a loop. So a
 * scanner under test reads the very pixels that a person would hold before it.
 */
export async function film(browser: Browser, page: Page, file: string): Promise<void> {
	const png = (await page.screenshot()).toString('base64');
	const blank = await browser.newPage();
	const luminance = await blank.evaluate(
		async ([picture, width, height]) => {
			const image = new Image();
			image.src = `data:image/png;base64,${picture}`;
			await image.decode();
			const canvas = document.createElement('canvas');
			[canvas.width, canvas.height] = [width, height];
			const context = canvas.getContext('2d');
			if (!context) throw new Error('no canvas');
			context.fillStyle = '#666';
			context.fillRect(0, 0, width, height);
			const scale = Math.min(width / image.width, height / image.height);
			const [w, h] = [image.width * scale, image.height * scale];
			context.drawImage(image, (width - w) / 2, (height - h) / 2, w, h);
			const { data } = context.getImageData(0, 0, width, height);
			return Array.from({ length: width * height }, (_, i) =>
				Math.round(0.299 * data[i * 4]! + 0.587 * data[i * 4 + 1]! + 0.114 * data[i * 4 + 2]!),
			);
		},
		[png, WIDTH, HEIGHT] as const,
	);
	await blank.close();

	const out = createWriteStream(file);
	out.write(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`);
	const frame = Buffer.concat([
		Buffer.from('FRAME\n'),
		Buffer.from(luminance),
		Buffer.alloc((WIDTH * HEIGHT) / 2, 128),
	]);
	for (let i = 0; i < FRAMES_PER_SECOND * 2; i++) out.write(frame);
	out.end();
	await once(out, 'finish');
}
