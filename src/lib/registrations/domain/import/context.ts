import type { Sex } from '$lib/shared/formats/idNumber';
import type { Finding } from './findings';
import type { SheetRow } from './rows';

export interface DivisionChoice {
	id: string;
	name: string;
	/** Other names the organizer gave it, beside those of the trade catalogue. */
	aliases: string[];
}

export interface TeamChoice {
	unionId: string;
	name: string;
	aliases: string[];
}

/** What the event asks of a row. Null limits are not checked. */
export interface ImportContext {
	event: {
		/** Ages are taken on this instant's day in `timeZone`. */
		startsAt: string;
		timeZone: string;
		minAge: number | null;
		maxAge: number | null;
		minTradeYears: number | null;
		needsIdentity: boolean;
		oneDivisionEach: boolean;
	};
	divisions: DivisionChoice[];
	/** Empty when any text may be the name of a team. */
	teams: TeamChoice[];
	/** `YYYY-MM-DD`: nobody is born after it. */
	today: string;
}

/** A row as it would be stored; null where the value is missing or can't be read. */
export interface CheckedValues {
	name: string | null;
	sex: Sex | null;
	idNumber: string | null;
	birthDate: string | null;
	phone: string | null;
	unionId: string | null;
	teamName: string | null;
	divisionId: string | null;
	/** The trade as it was written. */
	trade: string | null;
	tradeYears: number | null;
	employer: string | null;
	skillLevel: string | null;
	note: string | null;
}

export type RowState = 'good' | 'choice' | 'faulty' | 'skipped';

export interface CheckedRow {
	key: string;
	row: number;
	/** As it was read and corrected: what the page shows in its cells. */
	source: SheetRow;
	values: CheckedValues;
	findings: Finding[];
	state: RowState;
}

export interface CheckedSheet {
	rows: CheckedRow[];
	counts: Record<RowState, number> & { total: number; warnings: number; teams: number };
}
