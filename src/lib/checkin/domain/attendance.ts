import { countingPeriod } from './period';
import type { Checkpoint, Direction, VerdictKind } from './types';

/** A scan as a fact, as far as conclusions need it. */
export interface ScanFact {
	id: string;
	registrationId: string | null;
	checkpointId: string;
	deviceId: string;
	gate: string;
	direction: Direction;
	/** Corrected time. */
	at: number;
	/** Whether the person was let through: by the verdict of the device or by staff's override. */
	letThrough: boolean;
	overrideReason: string | null;
	/** What the registration's own history says about that moment. */
	verdict: VerdictKind;
	/** How far the device's clock was off, ms; null when it had never heard from the server. */
	clockOffset: number | null;
	/** How far it turned out to be off when the scan was uploaded, ms. */
	uploadOffset: number | null;
}

export interface Attendance {
	registrationId: string;
	checkpointId: string;
	/** Null where every entry counts. */
	period: string | null;
	scanId: string;
	at: number;
}

export type ConflictKind = 'twice' | 'despite_refusal' | 'override' | 'clock';

export interface Conflict {
	kind: ConflictKind;
	scanId: string;
	/** The counted scan that a later one repeats. */
	otherScanId: string | null;
	registrationId: string | null;
}

/** A clock further off than this is listed for review. */
export const CLOCK_TOLERANCE_MS = 120_000;

/**
 * Who attended: per registration, checkpoint and counting period the earliest admission that was not
 * annulled; ties go to the smaller id. The same set of facts gives the same result in any order and
 * however often a fact is repeated.
 */
export function attendances(
	facts: readonly ScanFact[],
	annulled: ReadonlySet<string>,
	checkpoints: ReadonlyMap<string, Checkpoint>,
	timeZone: string,
): Attendance[] {
	const counted = new Map<string, Attendance>();
	for (const fact of inOrder(facts, annulled)) {
		const checkpoint = checkpoints.get(fact.checkpointId);
		if (!checkpoint || !fact.registrationId || fact.direction !== 'in') continue;
		const period = countingPeriod(checkpoint, timeZone, fact.at);
		const key = `${fact.registrationId} ${fact.checkpointId} ${period ?? fact.id}`;
		if (counted.has(key)) continue;
		counted.set(key, {
			registrationId: fact.registrationId,
			checkpointId: fact.checkpointId,
			period,
			scanId: fact.id,
			at: fact.at,
		});
	}
	return [...counted.values()];
}

/** What somebody should look at: admitted twice, admitted though refused, overridden, clock off. */
export function conflicts(
	facts: readonly ScanFact[],
	annulled: ReadonlySet<string>,
	checkpoints: ReadonlyMap<string, Checkpoint>,
	timeZone: string,
): Conflict[] {
	const first = new Map<string, ScanFact>();
	const found: Conflict[] = [];
	for (const fact of inOrder(facts, annulled)) {
		const add = (kind: ConflictKind, otherScanId: string | null = null) =>
			found.push({ kind, scanId: fact.id, otherScanId, registrationId: fact.registrationId });
		if (clockInDoubt(fact)) add('clock');
		if (fact.overrideReason !== null) add('override');
		else if (fact.verdict !== 'admitted' && fact.verdict !== 'admitted_unlisted') {
			add('despite_refusal');
		}
		const checkpoint = checkpoints.get(fact.checkpointId);
		if (!checkpoint || !fact.registrationId || fact.direction !== 'in') continue;
		const period = countingPeriod(checkpoint, timeZone, fact.at);
		if (period === null || checkpoint.allowReentry) continue;
		const key = `${fact.registrationId} ${fact.checkpointId} ${period}`;
		const earlier = first.get(key);
		if (!earlier) first.set(key, fact);
		// The same device had told its own staff; another device could not know.
		else if (earlier.deviceId !== fact.deviceId) add('twice', earlier.id);
	}
	return found;
}

/** The clock was far off, or had been set between the scan and its upload. */
function clockInDoubt({ clockOffset, uploadOffset }: ScanFact): boolean {
	const offset = clockOffset ?? 0;
	const moved = uploadOffset === null ? 0 : uploadOffset - offset;
	return Math.max(Math.abs(offset), Math.abs(moved)) > CLOCK_TOLERANCE_MS;
}

/** Distinct facts that let somebody through, in the one order that everybody agrees on. */
function inOrder(facts: readonly ScanFact[], annulled: ReadonlySet<string>): ScanFact[] {
	const distinct = new Map(facts.map((fact) => [fact.id, fact]));
	return [...distinct.values()]
		.filter((fact) => fact.letThrough && !annulled.has(fact.id))
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
}
