import { describe, expect, it } from 'vitest';
import { groupShortCode, parseShortCode, shortCode, SHORT_CODE_ALPHABET } from './short-code';

describe('a short code', () => {
	it('uses thirty-two characters, none of 0 O 1 I', () => {
		expect(SHORT_CODE_ALPHABET).toHaveLength(32);
		expect(SHORT_CODE_ALPHABET).not.toMatch(/[0O1I]/);
	});

	it('comes from the random bytes alone', () => {
		expect(shortCode(new Uint8Array([0, 1, 31, 32, 255, 8]))).toBe('23Z2ZA');
		expect(() => shortCode(new Uint8Array(5))).toThrow(RangeError);
	});

	it('is read whatever the keyboard made of it', () => {
		expect(parseShortCode('7kd 4mq')).toBe('7KD4MQ');
		expect(parseShortCode('７ＫＤ　４ＭＱ')).toBe('7KD4MQ');
		expect(parseShortCode(' 7KD-4MQ\n')).toBe('7KD4MQ');
	});

	it('is refused when a character or the length is wrong', () => {
		expect(parseShortCode('7KD4MO')).toBeNull();
		expect(parseShortCode('7KD4M')).toBeNull();
		expect(parseShortCode('李红梅')).toBeNull();
	});

	it('is shown in two groups of three', () => {
		expect(groupShortCode('7KD4MQ')).toBe('7KD 4MQ');
	});
});
