import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import type { SupabaseClient } from '@supabase/supabase-js';
import { secretFile } from '$lib/server/embedded/keys';
import { serverSettings } from '$lib/server/env';
import type { Database } from '$lib/supabase/database.types';
import { unwrap } from '$lib/supabase/unwrap';
import { importPrivateKey } from './domain/signature';

export interface SigningKey {
	/** The number under which devices know the public half. */
	kid: number;
	privateKey: CryptoKey;
}

interface PrivateJwk {
	kty: 'EC';
	crv: 'P-256';
	x: string;
	y: string;
	d: string;
}

const FILE = 'pass-key.json';
let signing: Promise<SigningKey> | undefined;

/**
 * The installation's key for signing passes: from PASS_SIGNING_KEY (a JWK), else from the data folder,
 * where it is made on first use. Its public half is published in `pass_keys`.
 * @throws when the key is damaged or withdrawn, naming the mend
 */
export function signingKey(client: SupabaseClient<Database>): Promise<SigningKey> {
	signing ??= load(client).catch((error: unknown) => {
		signing = undefined; // the backend may be up again the next time
		throw error;
	});
	return signing;
}

async function load(client: SupabaseClient<Database>): Promise<SigningKey> {
	const { passSigningKey, dataDir } = serverSettings();
	const text = passSigningKey ?? secretFile(dataDir, FILE, makeKey);
	const source = passSigningKey ? 'PASS_SIGNING_KEY' : join(dataDir, FILE);
	const jwk = parseKey(text, source);
	const privateKey = await importPrivateKey(jwk);
	const { kty, crv, x, y } = jwk;
	const kid = unwrap(await client.rpc('publish_pass_key', { p_key: { kty, crv, x, y } }));
	return { kid, privateKey };
}

function makeKey(): string {
	const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
	return JSON.stringify(privateKey.export({ format: 'jwk' }));
}

/**
 * Checks that a text is a private ES256 key.
 * @throws Error naming where the key came from
 */
export function parseKey(text: string, source: string): PrivateJwk {
	const damaged = `${source} must hold a private P-256 key as a JWK: {"kty":"EC","crv":"P-256","x":…,"y":…,"d":…}`;
	let jwk: Partial<PrivateJwk>;
	try {
		jwk = JSON.parse(text) as Partial<PrivateJwk>;
	} catch (error) {
		throw new Error(damaged, { cause: error });
	}
	const { kty, crv, x, y, d } = jwk;
	if (kty !== 'EC' || crv !== 'P-256' || !x || !y || !d) throw new Error(damaged);
	return { kty, crv, x, y, d };
}
