import { m } from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import type { RowState } from '../domain/import/context';
import type { ImportField } from '../domain/import/fields';
import type { Finding, Offer } from '../domain/import/findings';
import type { PlannedRow } from '../domain/import/plan';
import type { FileProblem } from './file';

/** A finding at its own field: what is wrong, and the mend. */
export function findingReason(finding: Finding): string {
	switch (finding.code) {
		case 'name_missing':
			return m.registrations_import_name_missing();
		case 'name_characters':
			return m.registrations_import_name_characters();
		case 'name_length':
			return m.registrations_import_name_length();
		case 'name_title':
			return m.registrations_import_name_title(finding);
		case 'sex_unknown':
			return m.registrations_import_sex_unknown(finding);
		case 'sex_contradicts_id':
			return m.registrations_import_sex_contradicts_id({
				written: sexText(finding.written),
				fromId: sexText(finding.fromId),
			});
		case 'id_missing':
			return m.registrations_import_id_missing();
		case 'id_digits_lost':
			return m.registrations_import_id_digits_lost();
		case 'id_characters':
			return m.registrations_import_id_characters();
		case 'id_date':
			return m.registrations_import_id_date();
		case 'id_region_unknown':
			return m.registrations_import_id_region_unknown();
		case 'id_length':
			return m.registrations_import_id_length(finding);
		case 'id_check_digit':
			return m.registrations_import_id_check_digit(finding);
		case 'id_shared':
			return m.registrations_import_id_shared({ rows: rowsText(finding.rows) });
		case 'age_below':
			return m.registrations_import_age_below(finding);
		case 'age_above':
			return m.registrations_import_age_above(finding);
		case 'phone_missing':
			return m.registrations_import_phone_missing();
		case 'phone_characters':
			return m.registrations_import_phone_characters();
		case 'phone_prefix':
			return m.registrations_import_phone_prefix();
		case 'phone_too_short':
			return m.registrations_import_phone_too_short({ missing: 11 - finding.digits });
		case 'phone_too_long':
			return m.registrations_import_phone_too_long(finding);
		case 'phone_shared':
			return m.registrations_import_phone_shared({ rows: rowsText(finding.rows) });
		case 'team_missing':
			return m.registrations_import_team_missing();
		case 'team_unknown':
			return m.registrations_import_team_unknown(finding);
		case 'team_choice':
			return m.registrations_import_team_choice({
				found: finding.found,
				offers: offersText(finding.offers),
			});
		case 'trade_missing':
			return m.registrations_import_trade_missing();
		case 'trade_unknown':
			return m.registrations_import_trade_unknown({
				found: finding.found,
				known: list(finding.known, 'conjunction'),
			});
		case 'trade_choice':
			return m.registrations_import_trade_choice({
				found: finding.found,
				offers: offersText(finding.offers),
			});
		case 'trade_years_missing':
			return m.registrations_import_trade_years_missing(finding);
		case 'trade_years_unreadable':
			return m.registrations_import_trade_years_unreadable(finding);
		case 'trade_years_below':
			return m.registrations_import_trade_years_below(finding);
		case 'two_trades':
			return m.registrations_import_two_trades({ rows: rowsText(finding.rows) });
		case 'duplicate_row':
			return m.registrations_import_duplicate_row({ rows: rowsText(finding.rows) });
	}
}

/** Why a file was not read, and the mend. */
export function fileProblemText(problem: FileProblem): string {
	switch (problem.kind) {
		case 'empty':
			return m.registrations_import_file_empty();
		case 'too_large':
			return m.registrations_import_file_too_large(problem);
		case 'old_format':
			return m.registrations_import_file_old_format();
		case 'password':
			return m.registrations_import_file_password();
		case 'wrong_type':
			return m.registrations_import_file_wrong_type();
		case 'damaged':
			return m.registrations_import_file_damaged();
		case 'too_many_rows':
			return m.registrations_import_file_too_many_rows(problem);
		case 'too_many_columns':
			return m.registrations_import_file_too_many_columns(problem);
		case 'no_heading':
			return m.registrations_import_file_no_heading();
	}
}

/** What a column holds; null is a column that is not imported. */
export function fieldText(field: ImportField | null): string {
	return field === null ? m.registrations_import_field_none() : FIELDS[field]();
}

const FIELDS: Record<ImportField, () => string> = {
	seq: m.registrations_import_field_seq,
	team: m.registrations_import_field_team,
	name: m.registrations_import_field_name,
	sex: m.registrations_import_field_sex,
	id_number: m.registrations_import_field_id_number,
	phone: m.registrations_import_field_phone,
	employer: m.registrations_import_field_employer,
	trade: m.registrations_import_field_trade,
	trade_years: m.registrations_import_field_trade_years,
	skill_level: m.registrations_import_field_skill_level,
	note: m.registrations_import_field_note,
};

/** Whether a row can be imported, in a word. */
export function rowStateText(state: RowState): string {
	return STATES[state]();
}

const STATES: Record<RowState, () => string> = {
	good: m.registrations_import_state_good,
	choice: m.registrations_import_state_choice,
	faulty: m.registrations_import_state_faulty,
	skipped: m.registrations_import_state_skipped,
};

/**
 * What an import would do with a row.
 * @param divisionName gives the name of a division by its id.
 */
export function planText(planned: PlannedRow, divisionName: (id: string) => string): string {
	switch (planned.action) {
		case 'create':
			return m.registrations_import_plan_create();
		case 'update':
			return m.registrations_import_plan_update();
		case 'same':
			return m.registrations_import_plan_same();
	}
	switch (planned.reason) {
		case 'left_out':
			return m.registrations_import_plan_left_out();
		case 'has_findings':
			return m.registrations_import_plan_has_findings();
		case 'withdrawn':
			return m.registrations_import_plan_withdrawn();
		case 'other_id_number':
			return m.registrations_import_plan_other_id_number();
		case 'registered_in_other_division':
			return m.registrations_import_plan_other_division({
				division: divisionName(planned.divisionId),
			});
	}
}

function sexText(sex: 'male' | 'female'): string {
	return sex === 'male' ? m.registrations_import_male() : m.registrations_import_female();
}

function rowsText(rows: readonly number[]): string {
	return list(rows.map(String), 'conjunction', 'narrow');
}

/** Names one after another, as the reader's language lists them. */
export function namesText(names: readonly string[]): string {
	return list(names, 'conjunction', 'narrow');
}

function offersText(offers: readonly Offer[]): string {
	return list(
		offers.map((offer) => offer.name),
		'disjunction',
	);
}

function list(
	items: readonly string[],
	type: 'conjunction' | 'disjunction',
	style: 'long' | 'narrow' = 'long',
): string {
	return new Intl.ListFormat(getLocale(), { type, style }).format(items);
}
