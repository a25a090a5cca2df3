/** As much of a form's control as a draft looks at. */
export interface DraftField {
	name: string;
	type: string;
	value: string;
	checked?: boolean;
	readOnly?: boolean;
	disabled?: boolean;
	dataset?: Record<string, string | undefined>;
}

/** What was typed, by the field's name: its texts, or the values that are ticked. */
export type Typed = Record<string, string[]>;

const NEVER = new Set(['hidden', 'password', 'file', 'submit', 'button', 'reset', 'image']);
/** ID numbers, passwords and one-time codes stay out of the store by their name too. */
const SECRET =
	/(^|[_.])(id|identity|id_card|card)_?(number|no)$|password|secret|token|(^|[_.])code$/i;

/** Whether a draft may hold this field; `data-private` marks what it must not. */
export function isKept({ name, type, readOnly, disabled, dataset }: DraftField): boolean {
	if (!name || readOnly || disabled || NEVER.has(type)) return false;
	return dataset?.private === undefined && !SECRET.test(name);
}

const isTick = ({ type }: DraftField) => type === 'checkbox' || type === 'radio';

/** Reads what the fields hold; a name with nothing ticked is there with an empty list. */
export function typedIn(fields: Iterable<DraftField>): Typed {
	const typed = new Map<string, string[]>();
	for (const field of fields) {
		if (!isKept(field)) continue;
		const list = typed.get(field.name) ?? [];
		if (!isTick(field) || field.checked) list.push(field.value);
		typed.set(field.name, list);
	}
	return Object.fromEntries(typed);
}

/** Puts what was typed back, and gives the fields that changed. Names that are not there are left. */
export function putBack<Field extends DraftField>(fields: Iterable<Field>, typed: Typed): Field[] {
	const nth = new Map<string, number>();
	const changed: Field[] = [];
	for (const field of fields) {
		const list = Object.hasOwn(typed, field.name) ? typed[field.name] : undefined;
		if (!list || !isKept(field)) continue;
		if (isTick(field)) {
			const checked = list.includes(field.value);
			if (field.checked === checked) continue;
			field.checked = checked;
		} else {
			const index = nth.get(field.name) ?? 0;
			nth.set(field.name, index + 1);
			const value = list[index];
			if (value === undefined || field.value === value) continue;
			field.value = value;
		}
		changed.push(field);
	}
	return changed;
}

/** Whether two forms hold the same. */
export function sameTyped(a: Typed, b: Typed): boolean {
	const text = (of: Typed) =>
		JSON.stringify(Object.entries(of).sort(([x], [y]) => (x < y ? -1 : 1)));
	return text(a) === text(b);
}

/** What a store gave back, if it is a draft of fields. */
export function asTyped(value: unknown): Typed | null {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return null;
	const entries = Object.entries(value).filter(
		(entry): entry is [string, string[]] =>
			Array.isArray(entry[1]) && entry[1].every((text) => typeof text === 'string'),
	);
	return entries.length > 0 ? Object.fromEntries(entries) : null;
}
