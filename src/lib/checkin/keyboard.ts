/** A hand scanner types much faster than a person; a longer pause begins a new code. */
const PAUSE_MS = 120;
const SHORTEST = 4;

/**
 * Listens for a USB or Bluetooth scanner, which types like a keyboard and ends with Enter. What is
 * typed into a field is left alone. Returns how to stop.
 */
export function listenForKeyboardScanner(
	target: Window,
	ontext: (text: string) => void,
): () => void {
	let text = '';
	let last = 0;
	function key(event: KeyboardEvent) {
		const inField =
			event.target instanceof HTMLElement &&
			event.target.closest('input, textarea, select, dialog, [contenteditable]') !== null;
		if (inField || event.ctrlKey || event.altKey || event.metaKey) return;
		if (event.timeStamp - last > PAUSE_MS) text = '';
		last = event.timeStamp;
		if (event.key === 'Enter') {
			if (text.length >= SHORTEST) {
				event.preventDefault(); // a focused button must not be pressed by the scanner's Enter
				ontext(text);
			}
			text = '';
		} else if (event.key.length === 1) {
			text += event.key;
		}
	}
	target.addEventListener('keydown', key, { capture: true });
	return () => target.removeEventListener('keydown', key, { capture: true });
}
