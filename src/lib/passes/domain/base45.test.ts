import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase45, encodeBase45 } from './base45';

const utf8 = (text: string) => new TextEncoder().encode(text);

describe('Base45', () => {
	it.each([
		['AB', 'BB8'],
		['Hello!!', '%69 VD92EX0'],
		['base-45', 'UJCLQE7W581'],
		['ietf!', 'QED8WEX0'],
	])('encodes %s as RFC 9285 section 4.3 and 4.4 print it', (plain, encoded) => {
		expect(encodeBase45(utf8(plain))).toBe(encoded);
		expect(decodeBase45(encoded)).toEqual(utf8(plain));
	});

	it('refuses the overflow that RFC 9285 section 4.4 warns of', () => {
		expect(decodeBase45('GGW')).toBeNull(); // 65536
		expect(decodeBase45(':::')).toBeNull();
		expect(decodeBase45('FGW')).toEqual(new Uint8Array([0xff, 0xff]));
		expect(decodeBase45('V5')).toBeNull(); // 256 in one byte
	});

	it('refuses a dangling character and characters outside the alphabet', () => {
		expect(decodeBase45('BB8A')).toBeNull();
		expect(decodeBase45('bb8')).toBeNull();
		expect(decodeBase45('中文码')).toBeNull();
	});

	it('gives back any bytes unchanged', () => {
		fc.assert(
			fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
				expect(decodeBase45(encodeBase45(bytes))).toEqual(new Uint8Array(bytes));
			}),
		);
	});
});
