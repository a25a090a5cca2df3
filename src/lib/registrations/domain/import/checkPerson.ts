import { ageOn } from '$lib/shared/formats/age';
import { parseIdNumber, type IdNumberError, type Sex } from '$lib/shared/formats/idNumber';
import { parsePersonName } from '$lib/shared/formats/personName';
import { parsePhone, type PhoneError } from '$lib/shared/formats/phone';
import { comparable } from '$lib/shared/formats/text';
import { dayIn } from '$lib/shared/time';
import type { CheckedValues, ImportContext } from './context';
import type { ImportField } from './fields';
import type { Fault, Severity } from './findings';
import type { SheetRow } from './rows';

/** Reports a finding at a field of the row under examination. */
export type Report = (field: ImportField, fault: Fault, severity?: Severity) => void;

const SEXES = new Map<string, Sex>([
	...['男', '男性', '男士', 'm', 'male'].map((word) => [word, 'male'] as const),
	...['女', '女性', '女士', 'f', 'female'].map((word) => [word, 'female'] as const),
]);

/** Who the person of a row is: name, ID number, sex, age, phone. */
export function checkPerson(
	{ values: raw }: SheetRow,
	{ event, today }: ImportContext,
	report: Report,
): Pick<CheckedValues, 'name' | 'sex' | 'idNumber' | 'birthDate' | 'phone'> {
	const name = checkName(raw.name, report);

	const id = parseIdNumber(raw.id_number ?? '', today);
	if (!id.ok) reportId(id.error, event.needsIdentity, report);
	else if (id.value.warnings.includes('region_unknown')) {
		report('id_number', { code: 'id_region_unknown' }, 'warning');
	}
	const identity = id.ok ? id.value : null;

	const sex = checkSex(raw.sex, identity?.sex ?? null, report);
	if (identity) {
		const age = ageOn(identity.birthDate, dayIn(event.startsAt, event.timeZone));
		if (event.minAge !== null && age < event.minAge) {
			report('id_number', { code: 'age_below', age, min: event.minAge });
		} else if (event.maxAge !== null && age > event.maxAge) {
			report('id_number', { code: 'age_above', age, max: event.maxAge });
		}
	}

	const phone = parsePhone(raw.phone ?? '');
	if (!phone.ok) reportPhone(phone.error, identity !== null, report);
	return {
		name,
		sex,
		idNumber: identity?.number ?? null,
		birthDate: identity?.birthDate ?? null,
		phone: phone.ok ? phone.value : null,
	};
}

function checkName(raw: string | number | undefined, report: Report): string | null {
	const name = parsePersonName(String(raw ?? ''));
	if (name.ok) return name.value;
	switch (name.error.kind) {
		case 'empty':
			report('name', { code: 'name_missing' });
			break;
		case 'title':
			report('name', { code: 'name_title', title: name.error.title });
			break;
		case 'characters':
			report('name', { code: 'name_characters' });
			break;
		default:
			report('name', { code: 'name_length' });
	}
	return null;
}

function checkSex(
	raw: string | number | undefined,
	fromId: Sex | null,
	report: Report,
): Sex | null {
	const written = comparable(String(raw ?? ''));
	if (written === '') return fromId;
	const sex = SEXES.get(written);
	if (!sex) {
		report('sex', { code: 'sex_unknown', found: String(raw) });
		return null;
	}
	if (fromId && fromId !== sex) {
		report('sex', { code: 'sex_contradicts_id', written: sex, fromId });
	}
	return sex;
}

function reportId(error: IdNumberError, needed: boolean, report: Report): void {
	switch (error.kind) {
		case 'empty':
			if (needed) report('id_number', { code: 'id_missing' });
			return;
		case 'digits_lost':
			return report('id_number', { code: 'id_digits_lost' });
		case 'length':
			return report('id_number', { code: 'id_length', length: error.length });
		case 'characters':
			return report('id_number', { code: 'id_characters' });
		case 'date':
			return report('id_number', { code: 'id_date' });
		case 'check_digit':
			return report('id_number', {
				code: 'id_check_digit',
				expected: error.expected,
				found: error.found,
			});
	}
}

function reportPhone(error: PhoneError, hasIdentity: boolean, report: Report): void {
	switch (error.kind) {
		case 'empty':
			// Without either, nobody could tell this person from another of the same name.
			return report('phone', { code: 'phone_missing' }, hasIdentity ? 'warning' : 'error');
		case 'too_short':
			return report('phone', { code: 'phone_too_short', digits: error.digits });
		case 'too_long':
			return report('phone', { code: 'phone_too_long', digits: error.digits });
		case 'characters':
			return report('phone', { code: 'phone_characters' });
		case 'prefix':
			return report('phone', { code: 'phone_prefix' });
	}
}
