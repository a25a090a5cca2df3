export type Tone = 'ok' | 'again' | 'stop';

/** [frequency in Hz, start in s, length in s]: one high, two middle, one long and low. */
const SOUNDS: Record<Tone, readonly [number, number, number][]> = {
	ok: [[1320, 0, 0.12]],
	again: [
		[740, 0, 0.1],
		[740, 0.16, 0.1],
	],
	stop: [[220, 0, 0.45]],
};
const VIBRATIONS: Record<Tone, number[]> = { ok: [60], again: [60, 60, 60], stop: [300] };

let context: AudioContext | undefined;

/** Tells a verdict to ear and hand: distinct for ok, again and stop. Silent where not allowed. */
export function giveFeedback(tone: Tone): void {
	// Browsers ignore vibration before the first touch, and say so in a way that is no error.
	(navigator as { vibrate?: (pattern: number[]) => boolean }).vibrate?.(VIBRATIONS[tone]);
	if (typeof AudioContext === 'undefined') return;
	context ??= new AudioContext();
	if (context.state === 'suspended') void context.resume();
	const now = context.currentTime;
	for (const [frequency, start, length] of SOUNDS[tone]) {
		const oscillator = context.createOscillator();
		const volume = context.createGain();
		oscillator.frequency.value = frequency;
		volume.gain.setValueAtTime(0.3, now + start);
		volume.gain.exponentialRampToValueAtTime(0.001, now + start + length);
		oscillator.connect(volume).connect(context.destination);
		oscillator.start(now + start);
		oscillator.stop(now + start + length);
	}
}
