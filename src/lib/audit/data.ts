import type { SupabaseClient } from '@supabase/supabase-js';
import type { Database } from '$lib/supabase/database.types';
import { call, unwrap } from '$lib/supabase/unwrap';

type Client = SupabaseClient<Database>;
type Row = Database['public']['Functions']['audit_page']['Returns'][number];

/** A row of the log with today's names; null where the system acted, or a payload was erased. */
export type AuditEntry = Omit<Row, 'actor' | 'subject' | 'subject_id' | 'payload' | 'scope'> & {
	actor: string | null;
	subject: string | null;
	subject_id: string | null;
	payload: unknown;
	/** Of what a role is; null for other rows. */
	scope: string | null;
};

export const AUDIT_PAGE = 50;

/** One page of the log of a union and those below it, newest first, before a given row. */
export async function auditPage(
	client: Client,
	unionId: string,
	before: number | null,
): Promise<AuditEntry[]> {
	return unwrap(
		await client.rpc('audit_page', {
			p_union: unionId,
			p_before: before ?? undefined,
			p_limit: AUDIT_PAGE,
		}),
	);
}

/** The first row that does not verify, or null when the whole chain holds. For the server's client. */
export async function auditBreak(service: Client): Promise<number | null> {
	const [fault] = unwrap(await service.rpc('audit_break'));
	return fault ? fault.seq : null;
}

/** Erases the words of a row, for good; who acted, what and when stays. */
export function eraseAuditPayload(client: Client, seq: number, reason: string) {
	return call(client.rpc('erase_audit_payload', { p_seq: seq, p_reason: reason }));
}
