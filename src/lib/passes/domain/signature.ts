/**
 * ES256 (ECDSA P-256 with SHA-256) through WebCrypto, which every browser that we support and Node
 * carry. Throws only where `crypto.subtle` is missing, as on a plain-http address that is not local.
 */
import { passBody, encodePass, signedBytes, type DecodedPass, type Pass } from './pass-code';

const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const;
const ALGORITHM = { name: 'ECDSA', hash: 'SHA-256' } as const;

/** The public half as it travels: never more than these four members. */
export interface PublicKeyJwk {
	kty: 'EC';
	crv: 'P-256';
	x: string;
	y: string;
}

/** Imports a public key for verifying. Rejects when the JWK is not a point on P-256. */
export function importPublicKey(jwk: PublicKeyJwk): Promise<CryptoKey> {
	const { kty, crv, x, y } = jwk;
	return crypto.subtle.importKey('jwk', { kty, crv, x, y }, CURVE, false, ['verify']);
}

/** Imports a private key for signing. */
export function importPrivateKey(jwk: JsonWebKey): Promise<CryptoKey> {
	const { kty, crv, x, y, d } = jwk;
	return crypto.subtle.importKey('jwk', { kty, crv, x, y, d }, CURVE, false, ['sign']);
}

/** Signs a pass and returns the text of its code. */
export async function signPass(pass: Pass, key: CryptoKey): Promise<string> {
	const body = passBody(pass);
	const signature = await crypto.subtle.sign(ALGORITHM, key, signedBytes(body));
	return encodePass(body, new Uint8Array(signature));
}

/** Whether the signature of a decoded pass is genuine under a key. */
export function verifyPass(decoded: DecodedPass, key: CryptoKey): Promise<boolean> {
	return crypto.subtle.verify(ALGORITHM, key, decoded.signature, decoded.signed);
}

/** SHA-256 of a text as lower-case hex: how a scanned code is named in the records. */
export async function codeDigest(text: string): Promise<string> {
	const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
	return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
