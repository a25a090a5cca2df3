/// <reference types="vite-plugin-pwa/vanillajs" />
/// <reference types="vite-plugin-pwa/info" />
import type { SupabaseClient } from '@supabase/supabase-js';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Person } from '$lib/accounts/schema';
import type { ErrorCode } from '$lib/shared/errors';
import type { Database } from '$lib/supabase/database.types';
import type { Prefs } from '$lib/ui/prefs';

declare global {
	/** The embedded Realtime hub, shared between the server bundle and the process that listens. */
	var huijiangRealtime:
		{ upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): boolean } | undefined;

	namespace App {
		interface Error {
			code: ErrorCode;
			message: string;
			/** Correlates what a person saw with the server's log. */
			id?: string;
		}
		interface Locals {
			/** Acts as the signed-in user, under row-level security. */
			supabase: SupabaseClient<Database>;
			/** The signed-in user's id, from verified claims. */
			userId: string | null;
			/** The person behind the account, loaded once a request. */
			person: () => Promise<Person | null>;
			prefs: Prefs;
			requestId: string;
			/** Headers that go with a session's new cookies. */
			sessionHeaders?: Record<string, string>;
			/** The answer is made: its cookies can no longer be changed. */
			answered?: boolean;
		}
		interface PageData {
			prefs?: Prefs;
		}
	}
}
