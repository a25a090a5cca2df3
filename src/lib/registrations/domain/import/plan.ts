import type { CheckedRow, CheckedValues } from './context';

/** A registration the event already has; of one person all of them, the canceled ones too. */
export interface ExistingRegistration {
	registrationId: string;
	divisionId: string;
	canceled: boolean;
	name: string;
	phone: string | null;
	/** HMAC of the ID number, when the person gave one. */
	idHmac: string | null;
	/** What an import would set, as far as the caller knows it; the plan compares these. */
	values: Partial<Omit<CheckedValues, 'idNumber' | 'birthDate' | 'divisionId' | 'trade'>>;
}

export type PlannedRow = { rowKey: string; row: number } & (
	| { action: 'create' }
	| { action: 'update'; registrationId: string; changes: PlanField[] }
	| { action: 'same'; registrationId: string }
	| { action: 'skipped'; reason: 'left_out' | 'has_findings' }
	/** The person withdrew, or was withdrawn: an import does not bring anybody back. */
	| { action: 'skipped'; reason: 'withdrawn'; registrationId: string }
	/** Same phone and name, another ID number: one of the numbers is wrong, or they are two people. */
	| { action: 'skipped'; reason: 'other_id_number'; registrationId: string }
	| {
			action: 'skipped';
			reason: 'registered_in_other_division';
			registrationId: string;
			divisionId: string;
	  }
);

/** A value that would change, by the name it has in `CheckedValues`. */
export type PlanField = keyof CheckedValues;

export interface ImportPlan {
	rows: PlannedRow[];
	counts: Record<PlannedRow['action'], number>;
}

/**
 * Says for every row what an import would do, so that running it again doubles nobody. The same
 * person is recognised by the HMAC of the ID number, else by phone and name together, as long as
 * there are not two different numbers.
 *
 * @param hmacOf keyed hash of an ID number, as stored; null where the key is not at hand (a browser),
 *   and then only phone and name count.
 */
export function planImport(
	rows: readonly CheckedRow[],
	existing: readonly ExistingRegistration[],
	options: { oneDivisionEach: boolean; hmacOf: (idNumber: string) => string | null },
): ImportPlan {
	const byHmac = index(existing, (registration) => registration.idHmac);
	const byPhoneAndName = index(existing, ({ phone, name }) => (phone ? `${phone} ${name}` : null));
	const planned = rows.map((row): PlannedRow => {
		const at = { rowKey: row.key, row: row.row };
		if (row.state === 'skipped') return { ...at, action: 'skipped', reason: 'left_out' };
		if (row.state !== 'good') return { ...at, action: 'skipped', reason: 'has_findings' };
		const { idNumber, phone, name, divisionId } = row.values;
		const hmac = idNumber === null ? null : options.hmacOf(idNumber);
		const namesakes = byPhoneAndName.get(`${phone} ${name}`) ?? [];
		const known = (hmac && byHmac.get(hmac)) || namesakes;
		const stranger = known.find((other) => hmac && other.idHmac && other.idHmac !== hmac);
		if (stranger) {
			const { registrationId } = stranger;
			return { ...at, action: 'skipped', reason: 'other_id_number', registrationId };
		}
		const here = known.filter((registration) => registration.divisionId === divisionId);
		const live = here.find((registration) => !registration.canceled);
		if (live) {
			const { registrationId } = live;
			const changes = changesTo(live, row.values, hmac);
			return changes.length > 0
				? { ...at, action: 'update', registrationId, changes }
				: { ...at, action: 'same', registrationId };
		}
		const elsewhere = known.find((registration) => !registration.canceled);
		if (elsewhere && options.oneDivisionEach) {
			const { registrationId, divisionId } = elsewhere;
			const reason = 'registered_in_other_division';
			return { ...at, action: 'skipped', reason, registrationId, divisionId };
		}
		if (here[0]) {
			const { registrationId } = here[0];
			return { ...at, action: 'skipped', reason: 'withdrawn', registrationId };
		}
		return { ...at, action: 'create' };
	});
	const counts = { create: 0, update: 0, same: 0, skipped: 0 };
	for (const row of planned) counts[row.action]++;
	return { rows: planned, counts };
}

function changesTo(
	registration: ExistingRegistration,
	values: CheckedValues,
	hmac: string | null,
): PlanField[] {
	const known: Partial<CheckedValues> = {
		name: registration.name,
		phone: registration.phone,
		...registration.values,
	};
	const changes = (Object.keys(known) as PlanField[]).filter(
		// An empty cell does not erase what is known.
		(field) => values[field] !== null && values[field] !== known[field],
	);
	if (hmac !== null && registration.idHmac === null) changes.push('idNumber');
	return changes;
}

function index(
	existing: readonly ExistingRegistration[],
	keyOf: (registration: ExistingRegistration) => string | null,
): Map<string, ExistingRegistration[]> {
	const map = new Map<string, ExistingRegistration[]>();
	for (const registration of existing) {
		const key = keyOf(registration);
		if (key) map.set(key, [...(map.get(key) ?? []), registration]);
	}
	return map;
}
