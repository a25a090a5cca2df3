import type { ExternalToast } from 'svelte-sonner';

interface Undo {
	label: string;
	run: () => void;
}

/** Whether a toast was ever wanted: the library is fetched only then. Set in the browser only. */
export const toaster = $state({ wanted: false });

/**
 * Says in passing that something is done, with a way to take it back. Not for errors that need
 * mending (those stand at the field) and not for what must be read (use Notice).
 */
export async function showToast(
	text: string,
	options: { tone?: 'plain' | 'ok' | 'stop'; undo?: Undo } = {},
): Promise<void> {
	toaster.wanted = true;
	const { toast } = await import('svelte-sonner');
	const { tone = 'plain', undo } = options;
	const more: ExternalToast = {
		// Time enough to read and to reach the button (WCAG 2.2.1); hovering stops the clock.
		duration: undo ? 10_000 : 6_000,
		action: undo && { label: undo.label, onClick: undo.run },
	};
	if (tone === 'ok') toast.success(text, more);
	else if (tone === 'stop') toast.error(text, more);
	else toast(text, more);
}
