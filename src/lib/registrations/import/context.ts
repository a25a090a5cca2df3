import { dayIn } from '$lib/shared/time';
import type { ImportContext, TeamChoice } from '../domain/import/context';

/** What of an event the import looks at. */
interface ImportedEvent {
	starts_at: string;
	time_zone: string;
	min_age: number | null;
	max_age: number | null;
	min_trade_years: number | null;
	needs_identity: boolean;
	one_division_each: boolean;
}

/** What an event asks of the rows of a sheet. */
export function importContext(
	event: ImportedEvent,
	divisions: readonly { id: string; name: string; aliases: string[] }[],
	teams: TeamChoice[],
	now: Date,
): ImportContext {
	return {
		event: {
			startsAt: event.starts_at,
			timeZone: event.time_zone,
			minAge: event.min_age,
			maxAge: event.max_age,
			// The API may give a decimal as a text: 3.0
			minTradeYears: event.min_trade_years === null ? null : Number(event.min_trade_years),
			needsIdentity: event.needs_identity,
			oneDivisionEach: event.one_division_each,
		},
		divisions: divisions.map(({ id, name, aliases }) => ({ id, name, aliases })),
		teams,
		today: dayIn(now, event.time_zone),
	};
}
