import { qrDecoder } from './decoder';

export type CameraProblem = 'insecure' | 'unsupported' | 'denied' | 'missing' | 'busy' | 'failed';

export type CameraState = 'off' | 'starting' | 'running' | CameraProblem;

const LOOK_EVERY_MS = 90;
/** Torch is in no standard type yet. */
interface TorchCapabilities extends MediaTrackCapabilities {
	torch?: boolean;
}
interface TorchConstraints extends MediaTrackConstraintSet {
	torch?: boolean;
}

/** A camera that looks for QR codes until it is stopped, and comes back after sleep or a tab switch. */
export class Camera {
	state: CameraState = $state('off');
	torch = $state(false);
	hasTorch = $state(false);
	cameras: MediaDeviceInfo[] = $state.raw([]);
	/** It could not be opened: people are found in other ways until it can. */
	readonly failed = $derived(!['off', 'starting', 'running'].includes(this.state));
	readonly #ontext: (text: string) => void;
	#video: HTMLVideoElement | null = null;
	#stream: MediaStream | null = null;
	#deviceId: string | null = null;
	/** Raised by every start and stop, so that a loop or a late answer of an older one ends. */
	#run = 0;

	constructor(ontext: (text: string) => void) {
		this.#ontext = ontext;
	}

	/** An attachment for the video element: the camera runs as long as the element is there. */
	attach = (video: HTMLVideoElement): (() => void) => {
		this.#video = video;
		const wake = () => {
			if (document.visibilityState === 'visible' && !this.#live()) void this.start();
		};
		document.addEventListener('visibilitychange', wake);
		void this.start();
		return () => {
			document.removeEventListener('visibilitychange', wake);
			this.stop();
			this.#video = null;
		};
	};

	async start(): Promise<void> {
		this.stop();
		const run = ++this.#run;
		if (!isSecureContext) return this.#fail('insecure');
		// Missing in old in-app browsers, whatever the types say.
		const devices = (navigator as { mediaDevices?: MediaDevices }).mediaDevices;
		if (!devices?.getUserMedia) return this.#fail('unsupported');
		this.state = 'starting';
		try {
			const stream = await devices.getUserMedia({
				video: {
					...(this.#deviceId
						? { deviceId: { exact: this.#deviceId } }
						: { facingMode: 'environment' }),
					width: { ideal: 1280 },
				},
			});
			if (run !== this.#run || !this.#video) return stopStream(stream);
			this.#stream = stream;
			this.#video.srcObject = stream;
			await this.#video.play();
			this.state = 'running';
			this.#readAbilities(stream);
			this.cameras = (await devices.enumerateDevices()).filter((d) => d.kind === 'videoinput');
			void this.#look(run);
		} catch (error) {
			if (run === this.#run) this.#fail(problemOf(error));
		}
	}

	stop(): void {
		this.#run++;
		if (this.#stream) stopStream(this.#stream);
		this.#stream = null;
		this.torch = false;
		this.hasTorch = false;
		this.state = 'off';
	}

	/** Goes to the next camera of the device. */
	async switch(): Promise<void> {
		const current = this.#stream?.getVideoTracks()[0]?.getSettings().deviceId;
		const at = this.cameras.findIndex((camera) => camera.deviceId === current);
		this.#deviceId = this.cameras[(at + 1) % this.cameras.length]?.deviceId ?? null;
		await this.start();
	}

	async toggleTorch(): Promise<void> {
		const [track] = this.#stream?.getVideoTracks() ?? [];
		const advanced: TorchConstraints[] = [{ torch: !this.torch }];
		try {
			await track?.applyConstraints({ advanced });
			this.torch = !this.torch;
		} catch (error) {
			console.warn('the light cannot be switched', error);
			this.hasTorch = false;
		}
	}

	#readAbilities(stream: MediaStream): void {
		const [track] = stream.getVideoTracks();
		track?.addEventListener('ended', () => this.#live() || (this.state = 'off'));
		const capabilities: TorchCapabilities = track?.getCapabilities?.() ?? {};
		this.hasTorch = capabilities.torch === true;
	}

	async #look(run: number): Promise<void> {
		const decode = await qrDecoder();
		while (run === this.#run) {
			const video = this.#video;
			if (video && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && !document.hidden) {
				try {
					for (const text of await decode(video)) if (run === this.#run) this.#ontext(text);
				} catch (error) {
					// A frame taken away while it was read (sleep, rotation): the next one is fine.
					console.warn('a frame could not be read', error);
				}
			}
			await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
		}
	}

	#live(): boolean {
		return this.#stream?.getVideoTracks().some((track) => track.readyState === 'live') ?? false;
	}

	#fail(problem: CameraProblem): void {
		this.stop();
		this.state = problem;
	}
}

function stopStream(stream: MediaStream): void {
	for (const track of stream.getTracks()) track.stop();
}

function problemOf(error: unknown): CameraProblem {
	const name = error instanceof DOMException ? error.name : '';
	switch (name) {
		case 'NotAllowedError':
		case 'SecurityError':
			return 'denied';
		case 'NotFoundError':
		case 'OverconstrainedError':
			return 'missing';
		case 'NotReadableError':
		case 'AbortError':
			return 'busy';
		default:
			console.error('the camera failed', error);
			return 'failed';
	}
}
