import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import qrcode from 'qrcode';

/** What the camera sees for a while: a code on paper, or an empty table. */
export interface Scene {
	text: string | null;
	seconds: number;
}

const WIDTH = 960;
const HEIGHT = 720;
const FRAMES_PER_SECOND = 5;
const TABLE = 110;
const PAPER = 225;
const INK = 30;
/** Modules of white around a code. */
const QUIET = 4;

/**
 * Writes a video (YUV4MPEG2) that Chromium plays in a loop as its camera:
 * `--use-fake-device-for-media-stream --use-file-for-fake-video-capture=<file>`.
 */
export async function writeFakeCamera(file: string, scenes: readonly Scene[]): Promise<void> {
	const out = createWriteStream(file);
	out.write(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES_PER_SECOND}:1 Ip A1:1 C420jpeg\n`);
	const colour = Buffer.alloc((WIDTH * HEIGHT) / 2, 128);
	for (const { text, seconds } of scenes) {
		const frame = Buffer.concat([Buffer.from('FRAME\n'), picture(text), colour]);
		for (let i = 0; i < Math.max(1, Math.round(seconds * FRAMES_PER_SECOND)); i++) {
			if (!out.write(frame)) await once(out, 'drain');
		}
	}
	out.end();
	await once(out, 'finish');
}

/** The switches for a Chromium whose camera plays the file, allowed without asking. */
export function fakeCameraArguments(file: string): string[] {
	return [
		'--use-fake-device-for-media-stream',
		'--use-fake-ui-for-media-stream',
		`--use-file-for-fake-video-capture=${file}`,
	];
}

/** Brightness of every pixel. */
function picture(text: string | null): Buffer {
	const pixels = Buffer.alloc(WIDTH * HEIGHT, TABLE);
	if (text === null) return pixels;
	const { modules } = qrcode.create(text, { errorCorrectionLevel: 'M' });
	const side = modules.size + 2 * QUIET;
	const scale = Math.floor(HEIGHT / side);
	const left = Math.floor((WIDTH - side * scale) / 2);
	const top = Math.floor((HEIGHT - side * scale) / 2);
	for (let y = 0; y < side * scale; y++) {
		for (let x = 0; x < side * scale; x++) {
			const row = Math.floor(y / scale) - QUIET;
			const column = Math.floor(x / scale) - QUIET;
			const inside = row >= 0 && column >= 0 && row < modules.size && column < modules.size;
			const dark = inside && modules.get(row, column);
			pixels[(top + y) * WIDTH + left + x] = dark ? INK : PAPER;
		}
	}
	return pixels;
}
