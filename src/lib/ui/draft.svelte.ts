import { untrack } from 'svelte';
import type { Attachment } from 'svelte/attachments';
import { asTyped, putBack, sameTyped, typedIn, type DraftField, type Typed } from './draft-fields';
import { dropDraft, keepDraft, readDraft } from './drafts';

/** What follows the fingers, and what the answer to a post does with it. */
export interface Draft {
	/** Stores what is in the form now. */
	keep: () => void;
	/** The form has arrived: nothing is left to keep. */
	drop: () => void;
}

interface Options {
	/** Nothing is kept for somebody who is not signed in. */
	userId: string | null;
	/** The page's path. */
	place: string;
	/** Whether the server sent the form back filled in: then that counts and not the draft. */
	answered: boolean;
}

/** A moment after the last key, in ms. */
const PAUSE = 300;

/**
 * Keeps what is typed into a form through a reload, a lost session and a lost network:
 * `<form {@attach draft.attach} use:enhance={submitting(busy, { draft })}>`.
 */
export class FormDraft implements Draft {
	/** What was typed earlier has been put back. */
	restored = $state(false);
	readonly #options: () => Options;
	#form: HTMLFormElement | null = null;
	/** The form as the server drew it; a form that holds just this is no draft. */
	#blank: Typed = {};
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(options: () => Options) {
		this.#options = options;
	}

	attach: Attachment<HTMLFormElement> = (form) => untrack(() => this.#follow(form));

	keep = (): void => {
		clearTimeout(this.#timer);
		const { userId, place } = this.#options();
		if (!this.#form || !userId) return;
		const typed = typedIn(fieldsOf(this.#form));
		if (sameTyped(typed, this.#blank)) dropDraft(userId, place);
		else keepDraft(userId, place, typed);
	};

	drop = (): void => {
		clearTimeout(this.#timer);
		const { userId, place } = this.#options();
		if (this.#form) this.#blank = typedIn(fieldsOf(this.#form));
		if (userId) dropDraft(userId, place);
		this.restored = false;
	};

	/** Takes the restored words out again, as the person asks. */
	discard = (): void => {
		if (this.#form) fill(this.#form, this.#blank);
		this.drop();
	};

	#follow(form: HTMLFormElement): () => void {
		const { userId, place, answered } = this.#options();
		this.#form = form;
		this.#blank = typedIn(fieldsOf(form));
		const draft = userId && !answered ? asTyped(readDraft(userId, place)) : null;
		if (draft && fill(form, draft)) this.restored = true;

		const later = () => {
			clearTimeout(this.#timer);
			this.#timer = setTimeout(this.keep, PAUSE);
		};
		// A phone may throw the page away as soon as it is out of sight.
		const hidden = () => {
			if (document.visibilityState === 'hidden' && this.#timer) this.keep();
		};
		form.addEventListener('input', later);
		form.addEventListener('change', later);
		document.addEventListener('visibilitychange', hidden);
		addEventListener('pagehide', this.keep);
		return () => {
			clearTimeout(this.#timer);
			form.removeEventListener('input', later);
			form.removeEventListener('change', later);
			document.removeEventListener('visibilitychange', hidden);
			removeEventListener('pagehide', this.keep);
			this.#form = null;
		};
	}
}

type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

function fieldsOf(form: HTMLFormElement): (Control & DraftField)[] {
	return [...form.elements].filter(
		(element): element is Control =>
			element instanceof HTMLInputElement ||
			element instanceof HTMLTextAreaElement ||
			element instanceof HTMLSelectElement,
	);
}

/** Puts words into the form and tells its components, as typing would; false when nothing changed. */
function fill(form: HTMLFormElement, typed: Typed): boolean {
	const changed = putBack(fieldsOf(form), typed);
	for (const field of changed) {
		field.dispatchEvent(new Event('input', { bubbles: true }));
		field.dispatchEvent(new Event('change', { bubbles: true }));
	}
	return changed.length > 0;
}
