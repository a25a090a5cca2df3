import { create } from 'qrcode';

/** A QR code as one SVG path over a square of `size` modules, without the quiet zone. */
export interface QrPath {
	size: number;
	path: string;
}

/** Level M: readable with an eighth of it scratched or covered. */
export function qrPath(text: string): QrPath {
	const { modules } = create(text, { errorCorrectionLevel: 'M' });
	const { size } = modules;
	let path = '';
	for (let y = 0; y < size; y++) {
		for (let x = 0; x < size; x++) {
			if (!modules.get(y, x)) continue;
			const from = x;
			while (x + 1 < size && modules.get(y, x + 1)) x++;
			path += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`;
		}
	}
	return { size, path };
}
