/**
 * Keeps the screen awake while an element is shown, where the browser can. A browser takes the lock
 * back when the page is hidden, so it is asked for again on return.
 */
export function keepAwake(): () => void {
	let lock: WakeLockSentinel | null = null;
	let ended = false;

	async function take() {
		// Missing in many in-app browsers, whatever the types say.
		const { wakeLock } = navigator as { wakeLock?: WakeLock };
		if (!wakeLock || document.visibilityState !== 'visible') return;
		try {
			lock = await wakeLock.request('screen');
			if (ended) void lock.release();
		} catch (error) {
			// Low battery or a policy: the screen sleeps as it always did.
			console.warn('the screen cannot be kept awake', error);
		}
	}
	const onvisible = () => void take();
	document.addEventListener('visibilitychange', onvisible);
	void take();
	return () => {
		ended = true;
		document.removeEventListener('visibilitychange', onvisible);
		void lock?.release();
	};
}
