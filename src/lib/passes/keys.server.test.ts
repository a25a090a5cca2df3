import { describe, expect, it } from 'vitest';
import fixture from '../../../tests/fixtures/pass-vectors.json';
import { parseKey } from './keys.server';

describe('the signing key', () => {
	it('is a private P-256 key as a JWK', () => {
		expect(parseKey(JSON.stringify(fixture.privateKey), 'X')).toEqual(fixture.privateKey);
	});

	it.each(['', 'secret', '{}', JSON.stringify(fixture.publicKey)])(
		'is refused with its source named when it is %s',
		(text) => {
			expect(() => parseKey(text, 'PASS_SIGNING_KEY')).toThrow(/PASS_SIGNING_KEY must hold/);
		},
	);
});
