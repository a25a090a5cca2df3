import { expect, test } from 'vitest';
import { signUpState } from './sign-up-state';

const event = {
	registration_opens_at: '2022-09-01T00:00:00Z',
	registration_closes_at: '2022-09-30T10:00:00Z',
};
const at = (time: string, divisions: { capacity: number | null; taken: number }[]) =>
	signUpState(event, divisions, new Date(time));

test('an event is early, open, full or closed', () => {
	const places = [{ capacity: 2, taken: 1 }];
	expect(at('2022-08-01T00:00:00Z', places).kind).toBe('early');
	expect(at('2022-09-10T00:00:00Z', places)).toEqual({ kind: 'open', left: 1 });
	expect(at('2022-09-10T00:00:00Z', [{ capacity: 2, taken: 2 }]).kind).toBe('full');
	expect(at('2022-09-30T10:00:00Z', places).kind).toBe('closed');
});

test('one division without a limit makes the number of places unknown', () => {
	expect(
		at('2022-09-10T00:00:00Z', [
			{ capacity: 1, taken: 1 },
			{ capacity: null, taken: 9 },
		]),
	).toEqual({
		kind: 'open',
		left: null,
	});
});
