import * as v from 'valibot';
import type { Failure } from '$lib/shared/errors';
import { ok, type Result } from '$lib/shared/result';
import type { Rpc } from '$lib/supabase/browser';
import { call } from '$lib/supabase/unwrap';
import { holderPasses, type HolderPass } from './schema';

/** The signed-in person's passes, the next event first. */
export async function fetchMyPasses(rpc: Rpc): Promise<Result<HolderPass[], Failure>> {
	const answer = await call(rpc('my_passes'));
	return answer.ok ? ok(v.parse(holderPasses, answer.value)) : answer;
}

/** Asks the server to issue the signed-in person's passes that are missing. */
export async function requestIssue(): Promise<boolean> {
	const answer = await fetch('/passes/issue', { method: 'POST' });
	return answer.ok;
}
