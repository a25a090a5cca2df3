import type { SubmitFunction } from '@sveltejs/kit';
import { tick } from 'svelte';
import { focusInvalid } from './focus-invalid';

/**
 * What `use:enhance` does in every form: what was typed stays, the button tells that work is under
 * way, and after a refusal the first wrong field gets the focus, or else the message above.
 *
 * @param busy told `true` when a post begins and `false` when its answer is shown
 */
export function submitting(busy: (under: boolean) => void = () => undefined): SubmitFunction {
	return ({ formElement }) => {
		busy(true);
		return async ({ update, result }) => {
			await update({ reset: false });
			busy(false);
			if (result.type !== 'failure') return;
			await tick();
			if (!focusInvalid(formElement)) {
				document.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
			}
		};
	};
}
