import { qrPath } from './domain/qr-path';
import { groupShortCode } from './domain/short-code';
import type { HolderPass } from './schema';

const WIDTH = 750;
const HEIGHT = 1120;
const FONT = 'system-ui, "PingFang SC", "HarmonyOS Sans SC", "Noto Sans CJK SC", sans-serif';

/** A pass as a PNG for the photo album: the code, the name and the event. */
export function passImage(pass: HolderPass & { code: string }): Promise<Blob> {
	const canvas = document.createElement('canvas');
	canvas.width = WIDTH;
	canvas.height = HEIGHT;
	const context = canvas.getContext('2d');
	if (!context) return Promise.reject(new Error('this browser draws no images'));
	context.fillStyle = '#ffffff';
	context.fillRect(0, 0, WIDTH, HEIGHT);
	context.textAlign = 'center';
	const line = (text: string, y: number, font: string, color = '#1c1f23') => {
		context.font = `${font} ${FONT}`;
		context.fillStyle = color;
		context.fillText(text, WIDTH / 2, y, WIDTH - 80);
	};
	line(`${pass.event.name} · ${pass.division}`, 90, '400 30px', '#4a4f57');
	line(pass.name ?? '', 175, '700 64px');
	line(pass.team, 230, '400 30px', '#4a4f57');

	const { size, path } = qrPath(pass.code);
	const side = 600;
	context.save();
	context.translate((WIDTH - side) / 2, 280);
	context.scale(side / size, side / size);
	context.fillStyle = '#000000';
	context.fill(new Path2D(path));
	context.restore();

	line(groupShortCode(pass.shortCode), 980, '700 60px');
	line(pass.event.venue, 1050, '400 30px', '#4a4f57');
	return new Promise((resolve, reject) => {
		canvas.toBlob((blob) => {
			if (blob) resolve(blob);
			else reject(new Error('this browser saves no images'));
		}, 'image/png');
	});
}
