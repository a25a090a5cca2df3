import { describe, expect, test } from 'vitest';
import { formValues } from './forms';

const form = (...fields: [string, string | File][]): FormData => {
	const data = new FormData();
	for (const [name, value] of fields) data.append(name, value);
	return data;
};

describe('a form read into values', () => {
	test('dots make objects, numbers make lists, and [] gathers', () => {
		const values = formValues(
			form(['name', 'a'], ['divisions.1.name', 'y'], ['divisions.0.name', 'x'], ['tags[]', '1']),
		);
		expect(values).toEqual({ name: 'a', divisions: [{ name: 'x' }, { name: 'y' }], tags: ['1'] });
	});

	test('a field with the name of what all objects share changes nothing of it', () => {
		const before = Object.prototype.hasOwnProperty.call;
		formValues(
			form(
				['hasOwnProperty.call', 'x'],
				['toString.name', 'x'],
				['__proto__.polluted', 'x'],
				['constructor.prototype.polluted', 'x'],
			),
		);
		expect(Object.prototype.hasOwnProperty.call).toBe(before);
		expect({}).not.toHaveProperty('polluted');
	});

	test('of two fields that contradict each other the first one counts', () => {
		expect(formValues(form(['a', '1'], ['a.b', '2'], ['c[]', '1'], ['c.d', '2']))).toEqual({
			a: '1',
			c: ['1'],
		});
	});

	test('a field nested without end is left out, and so is a file', () => {
		expect(formValues(form([`a${'.a'.repeat(20_000)}`, 'x'], ['b', 'y']))).toEqual({ b: 'y' });
		expect(formValues(form(['b', new File(['x'], 'x')], ['c[]', new File(['x'], 'x')]))).toEqual({
			c: [],
		});
	});
});
