import type { BarcodeDetectorOptions, DetectedBarcode } from 'barcode-detector/ponyfill';
import wasmUrl from 'zxing-wasm/reader/zxing_reader.wasm?url';

type Source = HTMLVideoElement | ImageBitmap | Blob;

/** Finds QR codes in a picture; the text of each. */
export type Decoder = (source: Source) => Promise<string[]>;

interface Detector {
	detect(source: Source): Promise<DetectedBarcode[]>;
}
interface DetectorClass {
	new (options: BarcodeDetectorOptions): Detector;
	getSupportedFormats(): Promise<readonly string[]>;
}

let decoder: Promise<Decoder> | undefined;

/** The browser's own detector where it reads QR codes, else a WebAssembly one from our own server. */
export function qrDecoder(): Promise<Decoder> {
	decoder ??= make().catch((error: unknown) => {
		decoder = undefined;
		throw error;
	});
	return decoder;
}

async function make(): Promise<Decoder> {
	const detector = (await nativeDetector()) ?? (await ownDetector());
	return async (source) => (await detector.detect(source)).map((code) => code.rawValue);
}

async function nativeDetector(): Promise<Detector | null> {
	const { BarcodeDetector: Native } = globalThis as { BarcodeDetector?: DetectorClass };
	if (!Native) return null;
	try {
		if (!(await Native.getSupportedFormats()).includes('qr_code')) return null;
		return new Native({ formats: ['qr_code'] });
	} catch (error) {
		// Some browsers name the class and have nothing behind it.
		console.warn('the built-in barcode detector is unusable', error);
		return null;
	}
}

async function ownDetector(): Promise<Detector> {
	const { BarcodeDetector, prepareZXingModule } = await import('barcode-detector/ponyfill');
	prepareZXingModule({
		overrides: {
			locateFile: (path: string, prefix: string) =>
				path.endsWith('.wasm') ? wasmUrl : prefix + path,
		},
	});
	return new BarcodeDetector({ formats: ['qr_code'] });
}
