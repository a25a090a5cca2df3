import { identityHmac, sealIdentity } from '$lib/accounts/identity.server';
import { issuePasses } from '$lib/passes/issue.server';
import { log } from '$lib/server/log';
import type { Failure } from '$lib/shared/errors';
import { fail, ok, type Result } from '$lib/shared/result';
import type { Json } from '$lib/supabase/database.types';
import { serviceClient } from '$lib/supabase/service.server';
import { call } from '$lib/supabase/unwrap';
import type { CheckedRow, ImportContext } from '../domain/import/context';
import { planImport, type ImportPlan, type PlannedRow } from '../domain/import/plan';
import { checkWork, type ImportWork } from './check';
import { knownRegistrations, type KnownRegistration } from './data.server';

/** What a sheet does not change where somebody else keeps it up. */
const FIXED_FIELDS = new Set(['name', 'sex', 'phone']);

interface Planned {
	rows: CheckedRow[];
	plan: ImportPlan;
	known: Map<string, KnownRegistration>;
}

/** Examines a sheet and says what importing it would do, with people recognised by ID number too. */
export async function planWork(
	work: ImportWork,
	context: ImportContext,
	eventId: string,
): Promise<Planned> {
	const { checked } = checkWork(work, context);
	const rows = checked.rows.map(storable);
	const existing = await knownRegistrations(eventId);
	const known = new Map(existing.map((one) => [one.registrationId, one]));
	const plan = planImport(rows, existing, {
		oneDivisionEach: context.event.oneDivisionEach,
		hmacOf: identityHmac,
	});
	return { rows, known, plan: whatIsStored(plan, known, context.event.needsIdentity) };
}

export interface ImportOutcome {
	created: number;
	updated: number;
	same: number;
	/** Rows that were not imported: faulty, left out, withdrawn. */
	left: number;
}

/**
 * Imports the good rows of a sheet, all of them or none, and issues the passes. A pass that cannot be
 * issued now is issued when it is first asked for.
 *
 * @param scope `all` only when no row is faulty; `good` leaves faulty rows for later
 * Errors: those of `import_registrations`, with `row` = the key of the row that was refused.
 */
export async function storeWork(
	work: ImportWork,
	context: ImportContext,
	event: { id: string; actor: string },
	scope: 'all' | 'good',
): Promise<Result<ImportOutcome, Failure>> {
	const { rows, plan, known } = await planWork(work, context, event.id);
	// Who asked for all of the sheet is not given a part of it.
	const faulty = plan.rows.find((row) => row.action === 'skipped' && row.reason === 'has_findings');
	if (scope === 'all' && faulty) {
		return fail({ code: 'invalid_input', detail: { row: faulty.rowKey } });
	}
	const byKey = new Map(rows.map((row) => [row.key, row]));
	const entering = plan.rows.flatMap((planned) => {
		const row = byKey.get(planned.rowKey);
		if (!row || (planned.action !== 'create' && planned.action !== 'update')) return [];
		return [entryOf(row, planned, known, context.event.needsIdentity)];
	});
	const outcome = {
		created: plan.counts.create,
		updated: plan.counts.update,
		same: plan.counts.same,
		left: plan.counts.skipped,
	};
	if (entering.length === 0) return ok(outcome);
	const client = serviceClient();
	const stored = await call(
		client.rpc('import_registrations', {
			p_actor: event.actor,
			p_event: event.id,
			p_rows: entering,
		}),
	);
	if (!stored.ok) return stored;
	try {
		await issuePasses(
			client,
			stored.value.map((row) => row.registration_id),
		);
	} catch (error) {
		log.error({ err: error, eventId: event.id }, 'passes of an import not issued yet');
	}
	return ok(outcome);
}

/** Years are kept to one decimal, cut and never rounded up: nobody reaches a minimum by rounding. */
function storable(row: CheckedRow): CheckedRow {
	const years = row.values.tradeYears;
	if (years === null) return row;
	return { ...row, values: { ...row.values, tradeYears: Math.floor(years * 10 + 1e-6) / 10 } };
}

/** Leaves out of a plan what would not be stored; a row with no other difference is the same. */
function whatIsStored(
	plan: ImportPlan,
	known: Map<string, KnownRegistration>,
	needsIdentity: boolean,
): ImportPlan {
	const rows = plan.rows.map((row): PlannedRow => {
		if (row.action !== 'update') return row;
		const fixed = known.get(row.registrationId)?.fixed;
		const changes = row.changes.filter(
			(field) => !(fixed && FIXED_FIELDS.has(field)) && (needsIdentity || field !== 'idNumber'),
		);
		if (changes.length > 0) return { ...row, changes };
		const { rowKey, registrationId } = row;
		return { rowKey, row: row.row, action: 'same', registrationId };
	});
	const counts = { create: 0, update: 0, same: 0, skipped: 0 };
	for (const row of rows) counts[row.action]++;
	return { rows, counts };
}

/** A row as the database takes it; what the sheet leaves empty keeps its value. */
function entryOf(
	{ key, values }: CheckedRow,
	planned: Extract<PlannedRow, { action: 'create' | 'update' }>,
	known: Map<string, KnownRegistration>,
	needsIdentity: boolean,
): Record<string, Json> {
	const old = planned.action === 'update' ? known.get(planned.registrationId)?.values : undefined;
	const answers: Record<string, string> = {};
	if (values.employer) answers.employer = values.employer;
	if (values.skillLevel) answers.skill_level = values.skillLevel;
	if (values.note) answers.note = values.note;
	return {
		key,
		registration_id: planned.action === 'update' ? planned.registrationId : null,
		division_id: values.divisionId,
		union_id: values.unionId ?? old?.unionId ?? null,
		trade_years: values.tradeYears ?? old?.tradeYears ?? null,
		answers,
		person: {
			name: values.name,
			sex: values.sex,
			phone: values.phone,
			birth_date: values.birthDate,
			// A number that the event does not need was good for checking, and is not kept.
			...(needsIdentity && values.idNumber ? { ...sealIdentity(values.idNumber) } : {}),
		},
	};
}
