/** Moves focus to the first control marked as wrong; false when there is none. Use after a failed post. */
export function focusInvalid(form: HTMLElement): boolean {
	const first = form.querySelector<HTMLElement>(
		'[aria-invalid="true"]:not(fieldset), fieldset:has([id$="-error"]) :is(input, select, textarea)',
	);
	first?.focus();
	return first != null;
}
