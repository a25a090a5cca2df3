import { dayIn } from '$lib/shared/time';
import { countingPeriod } from './period';
import type { DecisionInput, KnownScan, Verdict } from './types';

/**
 * Whether a person may pass a checkpoint, from what the device holds. Pure: no clock and no I/O of
 * its own; the signature was verified before. The first reason that applies wins. Its twin is
 * `private.decide_scan` in SQL; both run the cases of `tests/fixtures/checkin-decisions.json`.
 */
export function decide(input: DecisionInput): Verdict {
	const { presented, entry, checkpoint } = input;
	const direction = checkpoint.direction === 'both' ? input.direction : checkpoint.direction;

	if (presented.kind === 'unreadable') return { kind: 'invalid' };
	if (presented.kind === 'registration' && !entry) return { kind: 'invalid' };
	if (presented.kind === 'pass') {
		if (presented.eventId !== input.eventId) {
			return presented.keyRevoked
				? { kind: 'invalid' }
				: { kind: 'foreign', eventId: presented.eventId };
		}
		if (entry && presented.serial < entry.serial) return { kind: 'revoked' };
	}
	// A genuine pass with a higher serial was issued after the roster was fetched: what the roster
	// says about the older one no longer holds.
	const listed = presented.kind === 'registration' || presented.serial === entry?.serial;
	if (presented.kind === 'pass' && presented.keyRevoked && !listed) return { kind: 'invalid' };

	if (entry && listed) {
		if (entry.status === 'canceled') return { kind: 'canceled' };
		if (entry.status === 'pending' || entry.status === 'rejected') {
			return { kind: 'unapproved', status: entry.status };
		}
		if (entry.status === 'waitlisted') return { kind: 'waitlisted' };
		if (entry.blockedReason !== null) return { kind: 'blocked', text: entry.blockedReason };
	}

	const division = entry && listed ? entry.division : divisionOf(input);
	if (checkpoint.divisions && (division === null || !checkpoint.divisions.includes(division))) {
		return { kind: 'wrong_division' };
	}

	if (direction === 'in') {
		const refusal = outsideWindow(input) ?? brokenRule(input) ?? duplicate(input);
		if (refusal) return refusal;
	}
	return { kind: listed ? 'admitted' : 'admitted_unlisted' };
}

function divisionOf({ presented }: DecisionInput): number | null {
	return presented.kind === 'pass' ? presented.division : null;
}

/** The checkpoint's window, and the pass's own: from the start, to just before the end. */
function outsideWindow({ presented, checkpoint, at }: DecisionInput): Verdict | null {
	const pass = presented.kind === 'pass' ? presented : null;
	if (checkpoint.opensAt !== null && at < checkpoint.opensAt) return timeVerdict('early');
	if (checkpoint.closesAt !== null && at >= checkpoint.closesAt) return timeVerdict('late');
	if (pass && at < pass.notBefore * 1000) return timeVerdict('early');
	if (pass && at >= pass.notAfter * 1000) return timeVerdict('late');
	return null;
}

function timeVerdict(when: 'early' | 'late'): Verdict {
	return { kind: 'invalid_time', when };
}

function brokenRule({ checkpoint, known, timeZone, at }: DecisionInput): Verdict | null {
	const entries = known.filter((scan) => entersAt(scan, checkpoint.id));
	const rules = Object.entries(checkpoint.rules).sort(([a], [b]) => (a < b ? -1 : 1));
	for (const [rule, value] of rules) {
		if (!holds(rule, value, { entries, known, timeZone, at })) return { kind: 'rules', rule };
	}
	return null;
}

interface RuleFacts {
	entries: readonly KnownScan[];
	known: readonly KnownScan[];
	timeZone: string;
	at: number;
}

/** Fails closed: a rule that this version does not know, or a value of the wrong type, refuses. */
function holds(rule: string, value: unknown, { entries, known, timeZone, at }: RuleFacts): boolean {
	switch (rule) {
		case 'maxEntries':
			return typeof value === 'number' && entries.length < value;
		case 'maxDays': {
			const days = new Set(entries.map((scan) => dayIn(new Date(scan.at), timeZone)));
			return typeof value === 'number' && days.add(dayIn(new Date(at), timeZone)).size <= value;
		}
		case 'minMinutesBetween': {
			const last = Math.max(...entries.map((scan) => scan.at));
			return typeof value === 'number' && at - last >= value * 60_000;
		}
		case 'requires':
			return typeof value === 'string' && known.some((scan) => entersAt(scan, value));
		default:
			return false;
	}
}

function entersAt(scan: KnownScan, checkpointId: string): boolean {
	return scan.direction === 'in' && scan.checkpointId === checkpointId;
}

/**
 * Another entry in the same counting period, unless the person left since and may come back. What is
 * known has happened, even when its time seems later because a clock is behind: the server, which
 * judges in the order of time, passes only what stands before the scan.
 */
function duplicate({ checkpoint, known, timeZone, at }: DecisionInput): Verdict | null {
	const period = countingPeriod(checkpoint, timeZone, at);
	if (period === null) return null;
	const here = known.filter(
		(scan) =>
			scan.checkpointId === checkpoint.id &&
			countingPeriod(checkpoint, timeZone, scan.at) === period,
	);
	const entries = here.filter((scan) => scan.direction === 'in');
	const [first, ...rest] = entries;
	if (!first) return null;
	if (checkpoint.allowReentry) {
		const lastEntry = Math.max(...entries.map((scan) => scan.at));
		// A tie proves nothing about who came first, so it never counts as having left.
		if (here.some((scan) => scan.direction === 'out' && scan.at > lastEntry)) return null;
	}
	const earliest = rest.reduce((a, b) => (b.at < a.at ? b : a), first);
	return { kind: 'already_checked_in', at: earliest.at, gate: earliest.gate };
}
