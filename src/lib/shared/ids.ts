import { v7, validate } from 'uuid';

/** A new client-made id (UUIDv7): unique without a server, and sorts by the time it was made. */
export function newId(): string {
	return v7();
}

/** Whether a text is a UUID of any version. */
export function isId(text: unknown): text is string {
	return typeof text === 'string' && validate(text);
}
