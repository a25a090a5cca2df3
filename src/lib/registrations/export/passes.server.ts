import type { SupabaseClient } from '@supabase/supabase-js';
import { issuePasses } from '$lib/passes/issue.server';
import { log } from '$lib/server/log';
import type { Database } from '$lib/supabase/database.types';
import { serviceClient } from '$lib/supabase/service.server';
import { unwrap } from '$lib/supabase/unwrap';
import { padTwoCharacterName } from '$lib/shared/formats/personName';
import { qrPath } from '$lib/passes/domain/qr-path';
import { groupShortCode } from '$lib/passes/domain/short-code';
import type { ListedEntry } from './entries.server';

/** A 参赛证 as it is printed: no phone and no ID number stands on it. */
export interface PrintedPass {
	registrationId: string;
	number: number;
	name: string;
	team: string | null;
	division: string;
	shortCode: string;
	/** The pass code as the path of an SVG in a square of `size` modules; null while not issued. */
	qr: { path: string; size: number } | null;
}

/** Passes for printing; those that were not issued yet are issued now. */
export async function printedPasses(
	client: SupabaseClient<Database>,
	entries: readonly ListedEntry[],
): Promise<PrintedPass[]> {
	const ids = entries.map((entry) => entry.registrationId);
	try {
		await issuePasses(serviceClient(), ids);
	} catch (error) {
		// Those issued before are printed all the same; the others say that they are not.
		log.error({ err: error }, 'passes not issued yet');
	}
	const codes = await passCodes(client, ids);
	return entries.map((entry) => {
		const code = codes.get(entry.registrationId);
		return {
			registrationId: entry.registrationId,
			number: entry.entryNo ?? 0,
			name: padTwoCharacterName(entry.name),
			team: entry.teamName,
			division: entry.divisionName,
			shortCode: groupShortCode(entry.shortCode),
			qr: code ? qrPath(code) : null,
		};
	});
}

/** The newest code of each registration. */
async function passCodes(
	client: SupabaseClient<Database>,
	ids: readonly string[],
): Promise<Map<string, string>> {
	const codes = new Map<string, string>();
	for (let from = 0; from < ids.length; from += 100) {
		const rows = unwrap(
			await client
				.from('passes')
				.select('registration_id, code')
				.in('registration_id', ids.slice(from, from + 100))
				.order('serial'),
		);
		for (const row of rows) codes.set(row.registration_id, row.code);
	}
	return codes;
}
