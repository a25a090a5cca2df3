import fc from 'fast-check';
import qrcode from 'qrcode';
import { beforeAll, describe, expect, it } from 'vitest';
import fixture from '../../../../tests/fixtures/pass-vectors.json';
import { encodeBase45 } from './base45';
import { decodePass, passBody, PASS_PREFIX, type Pass } from './pass-code';
import {
	importPrivateKey,
	importPublicKey,
	signPass,
	verifyPass,
	type PublicKeyJwk,
} from './signature';

const [vector] = fixture.vectors as [{ pass: Pass; code: string }];
let publicKey: CryptoKey;
let privateKey: CryptoKey;

beforeAll(async () => {
	publicKey = await importPublicKey(fixture.publicKey as PublicKeyJwk);
	privateKey = await importPrivateKey(fixture.privateKey);
});

const anyPass: fc.Arbitrary<Pass> = fc.record({
	kid: fc.integer({ min: 0, max: 0xff }),
	eventId: fc.uuid(),
	registrationId: fc.uuid(),
	serial: fc.integer({ min: 0, max: 0xffff }),
	division: fc.integer({ min: 0, max: 0xffff }),
	notBefore: fc.integer({ min: 0, max: 0xffffffff }),
	notAfter: fc.integer({ min: 0, max: 0xffffffff }),
});

describe('the code of a pass', () => {
	it.each(fixture.vectors)('reads and verifies test vector $pass.registrationId', async (v) => {
		const decoded = decodePass(v.code);
		expect(decoded?.pass).toEqual(v.pass);
		expect(decoded?.canonical).toBe(v.code);
		expect(decoded && (await verifyPass(decoded, publicKey))).toBe(true);
	});

	it('does not verify under another key', async () => {
		const other = await importPublicKey(fixture.otherPublicKey as PublicKeyJwk);
		const decoded = decodePass(vector.code);
		expect(decoded && (await verifyPass(decoded, other))).toBe(false);
	});

	it('fits an alphanumeric QR code of version 8 or less at level M', () => {
		for (const { code } of fixture.vectors) {
			const qr = qrcode.create(code, { errorCorrectionLevel: 'M' });
			expect(qr.segments.map((segment) => segment.mode.id)).not.toContain('Byte');
			expect(qr.version).toBeLessThanOrEqual(8);
		}
	});

	it('is read through scanner junk, lower case and line feeds', () => {
		const wrapped = [
			`]Q1${vector.code}\r\n`,
			`\u0002  ${vector.code}\u0003 99`,
			vector.code.toLowerCase(),
			vector.code.replace(/(.{40})/g, '$1\r\n'),
			`HJ1:${vector.code}`,
			`https://example.test/?c=${vector.code}HJ1:`,
		];
		for (const text of wrapped) expect(decodePass(text)?.canonical, text).toBe(vector.code);
	});

	it.each([
		['nothing', ''],
		['half a code', vector.code.slice(0, 90)],
		['the prefix alone', PASS_PREFIX],
		['a payment code', 'wxp://f2f0abcdefghijklmnopqrstuvwxyz0123456789'],
		['a link', 'https://u.wechat.com/abc'],
		['an ID number', '340102199001011234'],
		['a later version', PASS_PREFIX + encodeBase45(new Uint8Array(110).fill(2))],
	])('is not found in %s', (_, text) => {
		expect(decodePass(text)).toBeNull();
	});

	it('refuses numbers that do not fit and ids that are none', () => {
		expect(() => passBody({ ...vector.pass, serial: 65536 })).toThrow(/serial/);
		expect(() => passBody({ ...vector.pass, kid: -1 })).toThrow(/kid/);
		expect(() => passBody({ ...vector.pass, eventId: 'x' })).toThrow(/UUID/);
	});

	it('round-trips any pass', async () => {
		await fc.assert(
			fc.asyncProperty(anyPass, async (pass) => {
				const decoded = decodePass(await signPass(pass, privateKey));
				expect(decoded?.pass).toEqual(pass);
				expect(decoded && (await verifyPass(decoded, publicKey))).toBe(true);
			}),
			{ numRuns: 50 },
		);
	});

	it('is never found in random strings, and never throws', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.string()), (text) => {
				expect(decodePass(text)).toBeNull();
			}),
			{ numRuns: 10_000 },
		);
	});

	it('never throws on random text after a true prefix', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
				decodePass(PASS_PREFIX + text);
			}),
			{ numRuns: 2_000 },
		);
	});

	it('stops verifying when any single byte is changed', async () => {
		const decoded = decodePass(vector.code);
		if (!decoded) throw new Error('the vector must decode');
		const bytes = new Uint8Array([...decoded.signed.subarray(4), ...decoded.signature]);
		for (let i = 0; i < bytes.length; i++) {
			const changed = bytes.slice();
			changed[i] = (changed[i] ?? 0) ^ (1 + (i % 255));
			const again = decodePass(PASS_PREFIX + encodeBase45(changed));
			// A changed version byte is no pass at all.
			expect(again !== null && (await verifyPass(again, publicKey)), `byte ${i}`).toBe(false);
		}
	});
});
