import { createContext } from 'svelte';

/** What a Field tells the control inside it; getters, so that the control follows changes. */
export interface FieldControl {
	readonly id: string;
	readonly describedBy: string | undefined;
	readonly invalid: boolean;
	readonly required: boolean;
}

const [get, set, has] = createContext<FieldControl>();

export const setField = set;

/** The Field around this control, if there is one. */
export function fieldAround(): FieldControl | undefined {
	return has() ? get() : undefined;
}

/** The attributes that tie a control to its label, hint and error. */
export function fieldAttributes(field: FieldControl | undefined) {
	return {
		id: field?.id,
		'aria-describedby': field?.describedBy,
		'aria-invalid': field?.invalid ? ('true' as const) : undefined,
		required: field?.required || undefined,
	};
}
