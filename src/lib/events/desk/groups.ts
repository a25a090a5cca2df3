import { attentionOf, type Attention } from '../domain/attention';
import { stageOf, type Stage } from '../domain/stages';
import type { DeskEvent } from './data';

export type ListedEvent = DeskEvent & { stage: Stage; attention: Attention[] };
export type Group = 'now' | 'open' | 'draft' | 'past';

const GROUP_OF: Record<Stage, Group> = {
	running: 'now',
	announced: 'open',
	open: 'open',
	closed: 'open',
	draft: 'draft',
	results: 'past',
	archived: 'past',
	canceled: 'past',
};

/** The organizer's events by what they ask for: those that come soonest first, the past latest first. */
export function groupEvents(events: readonly DeskEvent[], now: Date): [Group, ListedEvent[]][] {
	const groups: Record<Group, ListedEvent[]> = { now: [], open: [], draft: [], past: [] };
	for (const event of events) {
		const stage = stageOf(event, now);
		// The list knows sums only; what concerns a single division is told at the event's own desk.
		const divisions =
			event.division_count > 0
				? [{ name: event.name, taken: event.taken, capacity: event.capacity }]
				: [];
		const attention = attentionOf(
			{ ...event, divisions, waitlisted: 0, scanners: null },
			now,
		).filter(({ kind }) => kind !== 'full');
		groups[GROUP_OF[stage]].push({ ...event, stage, attention });
	}
	const soonest = (a: ListedEvent, b: ListedEvent) => a.starts_at.localeCompare(b.starts_at);
	return [
		['now', groups.now.sort(soonest)],
		['open', groups.open.sort(soonest)],
		['draft', groups.draft.sort(soonest)],
		['past', groups.past.sort((a, b) => soonest(b, a))],
	];
}
