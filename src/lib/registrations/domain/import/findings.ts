import type { ImportField } from './fields';

export interface Offer {
	id: string;
	name: string;
}

/** What was found at a row, with what the words about it need. Rows are numbered as in the sheet. */
export type Fault =
	| { code: 'name_missing' | 'name_characters' | 'name_length' }
	| { code: 'name_title'; title: string }
	| { code: 'sex_unknown'; found: string }
	| { code: 'sex_contradicts_id'; written: 'male' | 'female'; fromId: 'male' | 'female' }
	| { code: 'id_missing' | 'id_digits_lost' | 'id_characters' | 'id_date' | 'id_region_unknown' }
	| { code: 'id_length'; length: number }
	| { code: 'id_check_digit'; expected: string; found: string }
	| { code: 'id_shared'; rows: number[] }
	| { code: 'age_below'; age: number; min: number }
	| { code: 'age_above'; age: number; max: number }
	| { code: 'phone_missing' | 'phone_characters' | 'phone_prefix' }
	| { code: 'phone_too_short' | 'phone_too_long'; digits: number }
	| { code: 'phone_shared'; rows: number[] }
	| { code: 'team_missing' }
	| { code: 'team_unknown'; found: string }
	| { code: 'team_choice'; found: string; offers: Offer[] }
	| { code: 'trade_missing' }
	| { code: 'trade_unknown'; found: string; known: string[] }
	| { code: 'trade_choice'; found: string; offers: Offer[] }
	| { code: 'trade_years_missing'; min: number }
	| { code: 'trade_years_unreadable'; found: string }
	| { code: 'trade_years_below'; years: number; min: number }
	| { code: 'two_trades'; rows: number[] }
	| { code: 'duplicate_row'; rows: number[] };

export type FindingCode = Fault['code'];

/**
 * `error`: the row can't be imported. `choice`: only a person can say what is meant. `warning`: the
 * row can be imported, and somebody should know.
 */
export type Severity = 'error' | 'choice' | 'warning';

export type Finding = Fault & {
	rowKey: string;
	row: number;
	/** The cell, such as `E27`; '' when the sheet has no such column. */
	cell: string;
	field: ImportField;
	severity: Severity;
};
