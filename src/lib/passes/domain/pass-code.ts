/**
 * The text in a pass's QR code.
 *
 * `HJ1:` followed by Base45 of 110 bytes, big-endian:
 *
 * | bytes  | what                                                                     |
 * |--------|--------------------------------------------------------------------------|
 * | 0      | version, 1                                                               |
 * | 1      | key id: which of the installation's public keys verifies it              |
 * | 2–17   | event id (UUID)                                                          |
 * | 18–33  | registration id (UUID)                                                   |
 * | 34–35  | serial, raised on re-issue so that older prints die                      |
 * | 36–37  | number of the division within the event                                  |
 * | 38–41  | valid from, Unix seconds                                                 |
 * | 42–45  | valid until, Unix seconds                                                |
 * | 46–109 | ES256 signature (r ‖ s) over the ASCII bytes `HJ1:` and bytes 0–45       |
 *
 * 169 characters: QR version 7 at error correction M. It carries no personal data. Test vectors:
 * `tests/fixtures/pass-vectors.json`.
 */
import { decodeBase45, encodeBase45 } from './base45';

export const PASS_PREFIX = 'HJ1:';
export const PASS_VERSION = 1;
const BODY_LENGTH = 46;
const SIGNATURE_LENGTH = 64;
const TEXT_LENGTH = ((BODY_LENGTH + SIGNATURE_LENGTH) / 2) * 3;

/** What a pass states. Times are Unix seconds. */
export interface Pass {
	kid: number;
	eventId: string;
	registrationId: string;
	serial: number;
	division: number;
	notBefore: number;
	notAfter: number;
}

/** A code that has the shape of a pass; whether it is genuine only its signature tells. */
export interface DecodedPass {
	pass: Pass;
	/** The bytes under the signature. */
	signed: Uint8Array<ArrayBuffer>;
	signature: Uint8Array<ArrayBuffer>;
	/** The code without what a scanner put around it: the same for every reading of one pass. */
	canonical: string;
}

/** The bytes that the signature covers. Throws RangeError when a number does not fit its field. */
export function passBody(pass: Pass): Uint8Array<ArrayBuffer> {
	const body = new Uint8Array(BODY_LENGTH);
	const view = new DataView(body.buffer);
	view.setUint8(0, PASS_VERSION);
	view.setUint8(1, within(pass.kid, 0xff, 'kid'));
	body.set(uuidBytes(pass.eventId), 2);
	body.set(uuidBytes(pass.registrationId), 18);
	view.setUint16(34, within(pass.serial, 0xffff, 'serial'));
	view.setUint16(36, within(pass.division, 0xffff, 'division'));
	view.setUint32(38, within(pass.notBefore, 0xffffffff, 'notBefore'));
	view.setUint32(42, within(pass.notAfter, 0xffffffff, 'notAfter'));
	return body;
}

/** What is signed for a body: the prefix too, so that a signature has no meaning elsewhere. */
export function signedBytes(body: Uint8Array): Uint8Array<ArrayBuffer> {
	const prefix = new TextEncoder().encode(PASS_PREFIX);
	const signed = new Uint8Array(prefix.length + body.length);
	signed.set(prefix);
	signed.set(body, prefix.length);
	return signed;
}

/** The text for the QR code. */
export function encodePass(body: Uint8Array, signature: Uint8Array): string {
	if (body.length !== BODY_LENGTH || signature.length !== SIGNATURE_LENGTH) {
		throw new RangeError('a pass is 46 bytes and a signature of 64');
	}
	const bytes = new Uint8Array(BODY_LENGTH + SIGNATURE_LENGTH);
	bytes.set(body);
	bytes.set(signature, BODY_LENGTH);
	return PASS_PREFIX + encodeBase45(bytes);
}

/**
 * Finds a pass in what a scanner delivered: junk before or after it, lower case and line feeds
 * are forgiven. (A group of three never ends in a space, so trimming can't cut a code.) Null when
 * there is none; never throws.
 */
export function decodePass(text: string): DecodedPass | null {
	// Control characters are what keyboard scanners and copied text add.
	const clean = [...text.slice(0, 4096)]
		.filter((character) => character >= ' ')
		.join('')
		.toUpperCase();
	// Base45 may itself spell the prefix, so every place where it stands is tried.
	for (let at = clean.indexOf(PASS_PREFIX); at >= 0; at = clean.indexOf(PASS_PREFIX, at + 1)) {
		const start = at + PASS_PREFIX.length;
		const decoded = decodeExact(clean.slice(start, start + TEXT_LENGTH));
		if (decoded) return decoded;
	}
	return null;
}

function decodeExact(encoded: string): DecodedPass | null {
	const bytes = decodeBase45(encoded);
	if (bytes?.length !== BODY_LENGTH + SIGNATURE_LENGTH || bytes[0] !== PASS_VERSION) return null;
	const view = new DataView(bytes.buffer);
	const pass: Pass = {
		kid: view.getUint8(1),
		eventId: uuidText(bytes.subarray(2, 18)),
		registrationId: uuidText(bytes.subarray(18, 34)),
		serial: view.getUint16(34),
		division: view.getUint16(36),
		notBefore: view.getUint32(38),
		notAfter: view.getUint32(42),
	};
	return {
		pass,
		signed: signedBytes(bytes.subarray(0, BODY_LENGTH)),
		signature: bytes.slice(BODY_LENGTH),
		canonical: PASS_PREFIX + encoded,
	};
}

function within(value: number, max: number, field: string): number {
	if (!Number.isInteger(value) || value < 0 || value > max) {
		throw new RangeError(`${field} must be a whole number from 0 to ${max}`);
	}
	return value;
}

function uuidBytes(id: string): Uint8Array {
	const hex = id.replaceAll('-', '');
	if (!/^[0-9a-f]{32}$/i.test(hex)) throw new RangeError('an id must be a UUID');
	return Uint8Array.from({ length: 16 }, (_, i) => parseInt(hex.slice(i * 2, i * 2 + 2), 16));
}

function uuidText(bytes: Uint8Array): string {
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
