import type { ActionResult, SubmitFunction } from '@sveltejs/kit';
import { mount, tick, unmount } from 'svelte';
import { paths } from '$lib/shared/routes';
import type { Draft } from './draft.svelte';
import { focusInvalid } from './focus-invalid';
import { showToast } from './toast.svelte';
import SubmitTrouble from './SubmitTrouble.svelte';

interface Options {
	/** Kept until the post has arrived, and dropped then. */
	draft?: Draft;
	/** Whether the page's data are fetched anew after success. */
	invalidateAll?: boolean;
	/** Whether the form is emptied after success. */
	reset?: boolean;
	/** Says in passing, where the person is, what a post that arrived has done; null: nothing. */
	said?: (answer: ActionResult) => string | null;
	/** Told when the answer to a post that succeeded is shown. */
	done?: () => void;
	/** Shows an answer, where the page does not take it from its own `form`. */
	show?: (answer: Extract<ActionResult, { type: 'success' | 'failure' }>) => Promise<void>;
}

/** The trouble shown in a form, to take it away at the next post. */
const troubles = new WeakMap<HTMLFormElement, Record<string, unknown>>();

/**
 * What `use:enhance` does in every form: what was typed stays unless asked otherwise, the button tells that work is under
 * way, and after a refusal the first wrong field gets the focus, or else the message above. A post
 * that did not get through leaves the page as it is and says so beside the button.
 *
 * @param busy told `true` when a post begins and `false` when its answer is shown
 */
export function submitting(
	busy: (under: boolean) => void = () => undefined,
	{ draft, invalidateAll = true, reset = false, said, done, show }: Options = {},
): SubmitFunction {
	return ({ formElement, submitter }) => {
		const shown = troubles.get(formElement);
		if (shown) void unmount(shown);
		troubles.delete(formElement);
		draft?.keep();
		busy(true);
		return async ({ update, result }) => {
			const trouble = troubleOf(result);
			if (trouble) {
				busy(false);
				await showTrouble(formElement, submitter, trouble);
				return;
			}
			const arrived = hasArrived(result);
			if (arrived) draft?.drop();
			const isAnswer = result.type === 'success' || result.type === 'failure';
			if (show && isAnswer) await show(result);
			else await update({ reset, invalidateAll });
			busy(false);
			const words = arrived ? said?.(result) : null;
			if (words) void showToast(words, { tone: 'ok' });
			if (result.type === 'success') done?.();
			if (show || result.type !== 'failure') return;
			await tick();
			if (!focusInvalid(formElement)) {
				document.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
			}
		};
	};
}

/** Whether the form did what it was for; being sent to sign in first is not that. */
export function hasArrived(result: ActionResult): boolean {
	if (result.type === 'success') return true;
	if (result.type !== 'redirect') return false;
	const { pathname, searchParams } = new URL(result.location, 'http://page');
	const detour = pathname === paths.signIn() || pathname === paths.profile();
	return !(detour && searchParams.has('next'));
}

/** What kept a post from its answer; null when an answer came that a page of its own can show. */
export function troubleOf(result: ActionResult): { offline: boolean; id?: string } | null {
	if (result.type !== 'error') return null;
	// No status: the network failed (a TypeError), or something in between answered in our stead.
	if (result.status === undefined) return { offline: result.error instanceof TypeError };
	if (result.status < 500) return null;
	const id: unknown = (result.error as App.Error | null)?.id;
	return { offline: false, id: typeof id === 'string' ? id : undefined };
}

/** Puts the message before the part of the form that holds the pressed button. */
async function showTrouble(
	form: HTMLFormElement,
	submitter: HTMLElement | null,
	props: { offline: boolean; id?: string },
): Promise<void> {
	const anchor = [...form.children].find((child) => child.contains(submitter));
	troubles.set(form, mount(SubmitTrouble, { target: form, anchor, props }));
	await tick();
	form.querySelector('[role="alert"]')?.scrollIntoView({ block: 'center' });
}
