import * as v from 'valibot';
import type { Consent } from './domain/consents';

const Stored = v.array(v.object({ key: v.string(), version: v.number(), text: v.string() }));

/** The consents in an event's JSON column. @throws ValiError when the column holds anything else */
export function consentsOf(column: unknown): Consent[] {
	return v.parse(Stored, column);
}
