import { m } from '$lib/paraglide/messages';
import { getLocale } from '$lib/paraglide/runtime';
import { dayAndTime, dayIn, shortDay, timeIn } from '$lib/shared/time';
import { momentOf } from './domain/moment';
import { admits, type Verdict } from './domain/types';
import type { Tone } from './feedback';
import type { LoggedScan, StoredEvent } from './store';

/** What a verdict means for the hand at the gate: let in, look twice, stop. */
export function toneOf(scan: Pick<LoggedScan, 'verdict' | 'letThrough'>): Tone {
	if (scan.letThrough) return 'ok';
	return scan.verdict.kind === 'already_checked_in' ? 'again' : 'stop';
}

/** The small line above the word. */
export function leadText(scan: LoggedScan): string {
	if (scan.overrideReason !== null) return m.checkin_lead_override();
	if (scan.letThrough) {
		return scan.direction === 'out' ? m.checkin_lead_out() : m.checkin_lead_admitted();
	}
	return toneOf(scan) === 'again' ? m.checkin_lead_again() : m.checkin_lead_stop();
}

/** The one word that is read at arm's length. */
export function wordText(scan: LoggedScan): string {
	if (scan.letThrough) {
		return scan.direction === 'out' ? m.checkin_verdict_out() : m.checkin_verdict_admitted();
	}
	return refusalWord(scan.verdict);
}

function refusalWord(verdict: Verdict): string {
	switch (verdict.kind) {
		case 'invalid':
			return m.checkin_verdict_invalid();
		case 'foreign':
			return m.checkin_verdict_foreign();
		case 'revoked':
			return m.checkin_verdict_revoked();
		case 'canceled':
			return m.checkin_verdict_canceled();
		case 'unapproved':
			return verdict.status === 'pending'
				? m.checkin_verdict_pending()
				: m.checkin_verdict_rejected();
		case 'waitlisted':
			return m.checkin_verdict_waitlisted();
		case 'blocked':
			return m.checkin_verdict_blocked();
		case 'wrong_division':
			return m.checkin_verdict_wrong_division();
		case 'invalid_time':
			return verdict.when === 'early' ? m.checkin_verdict_early() : m.checkin_verdict_late();
		case 'rules':
			return m.checkin_verdict_rules();
		case 'already_checked_in':
			return m.checkin_verdict_already_checked_in();
		case 'admitted':
		case 'admitted_unlisted':
			return m.checkin_verdict_admitted();
	}
}

/** What staff tell the person, or need to know; empty when the word says it all. */
export function detailText(scan: LoggedScan, event: StoredEvent): string {
	const { verdict } = scan;
	if (scan.overrideReason !== null) {
		return m.checkin_reason_label({ reason: scan.overrideReason });
	}
	switch (verdict.kind) {
		case 'admitted':
			return '';
		case 'admitted_unlisted':
			return m.checkin_detail_unlisted();
		case 'already_checked_in':
			return firstText(verdict, scan.at, event.timeZone);
		case 'invalid':
			return m.checkin_detail_invalid();
		case 'foreign': {
			const name = event.eventNames[verdict.eventId];
			return name ? m.checkin_detail_foreign({ event: name }) : m.checkin_detail_foreign_unknown();
		}
		case 'revoked':
			return m.checkin_detail_revoked();
		case 'canceled':
			return m.checkin_detail_canceled();
		case 'unapproved':
			return verdict.status === 'pending'
				? m.checkin_detail_pending()
				: m.checkin_detail_rejected();
		case 'waitlisted':
			return m.checkin_detail_waitlisted();
		case 'blocked':
			return verdict.text || m.checkin_detail_blocked();
		case 'wrong_division':
			return m.checkin_detail_wrong_division({ division: scan.division });
		case 'invalid_time':
			return windowText(verdict.when, scan, event);
		case 'rules':
			return ruleText(verdict.rule);
	}
}

function firstText(first: { at: number; gate: string }, now: number, timeZone: string): string {
	const time = firstTime(first.at, now, timeZone);
	const minutes = Math.floor((now - first.at) / 60_000);
	const { gate } = first;
	if (minutes < 0 || minutes >= 60) return m.checkin_detail_first({ time, gate });
	return minutes === 0
		? m.checkin_detail_first_just({ time, gate })
		: m.checkin_detail_first_ago({ time, gate, minutes });
}

/** The hour of an earlier passage, with its day when that was another. */
function firstTime(at: number, now: number, timeZone: string): string {
	const [then, present] = [new Date(at), new Date(now)];
	return dayIn(then, timeZone) === dayIn(present, timeZone)
		? timeIn(then, timeZone)
		: dayAndTime(then, getLocale(), present, timeZone);
}

function windowText(when: 'early' | 'late', scan: LoggedScan, event: StoredEvent): string {
	const checkpoint = event.checkpoints.find(({ id }) => id === scan.checkpointId);
	const { opensAt = null, closesAt = null } = checkpoint ?? {};
	const time = (at: number) => timeIn(new Date(at), event.timeZone);
	if (when === 'early') {
		return opensAt !== null && scan.at < opensAt
			? m.checkin_detail_early({ time: time(opensAt) })
			: m.checkin_detail_pass_early();
	}
	return closesAt !== null && scan.at >= closesAt
		? m.checkin_detail_late({ time: time(closesAt) })
		: m.checkin_detail_pass_late();
}

function ruleText(rule: string): string {
	switch (rule) {
		case 'maxEntries':
			return m.checkin_rule_max_entries();
		case 'maxDays':
			return m.checkin_rule_max_days();
		case 'minMinutesBetween':
			return m.checkin_rule_min_minutes_between();
		case 'requires':
			return m.checkin_rule_requires();
		default:
			return m.checkin_rule_other();
	}
}

/** On another day than the event's: that a scan counts all the same; empty while the event is on. */
export function momentText(event: StoredEvent, at: number): string {
	const day = (ms: number) => shortDay(new Date(ms), getLocale(), new Date(at), event.timeZone);
	switch (momentOf(event, at)) {
		case 'before':
			return m.checkin_event_before({ day: day(event.startsAt) });
		case 'after':
			return m.checkin_event_after({ day: day(event.endsAt - 1) });
		case 'on':
			return '';
	}
}

/** How a person on the list stands before they are picked; empty when they can be checked in. */
export function standingText(verdict: Verdict, now: number, event: StoredEvent): string {
	if (admits(verdict.kind)) return '';
	if (verdict.kind !== 'already_checked_in') return refusalWord(verdict);
	return m.checkin_find_in({ time: firstTime(verdict.at, now, event.timeZone) });
}

/** Whether staff may still let the person through: not for what is nobody's pass. */
export function canOverride(scan: LoggedScan): boolean {
	return !scan.letThrough && !admits(scan.verdict.kind) && scan.registrationId !== null;
}
