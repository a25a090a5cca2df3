/**
 * Where an event stands. The status is what an organizer decided; the stage also looks at the clock.
 * Times are ISO texts with an offset, as the database gives them.
 */
export type EventStatus = 'draft' | 'published' | 'finished' | 'archived' | 'canceled';

export type Stage =
	| 'draft'
	| 'announced' // published, sign-up not open yet
	| 'open'
	| 'closed' // sign-up over, not begun
	| 'running'
	| 'results' // over, or declared finished
	| 'archived'
	| 'canceled';

export interface EventTimes {
	status: string;
	starts_at: string;
	ends_at: string;
	registration_opens_at: string;
	registration_closes_at: string;
}

/** The stage of an event at a moment. An event under way is running even if sign-up is still open. */
export function stageOf(event: EventTimes, now: Date): Stage {
	if (event.status === 'draft' || event.status === 'archived' || event.status === 'canceled') {
		return event.status;
	}
	const at = now.getTime();
	if (event.status === 'finished' || at >= Date.parse(event.ends_at)) return 'results';
	if (at >= Date.parse(event.starts_at)) return 'running';
	if (at < Date.parse(event.registration_opens_at)) return 'announced';
	return at < Date.parse(event.registration_closes_at) ? 'open' : 'closed';
}

/** The stages an event passes through, in order; `announced` waits on the step of `open`. */
export const STEPS = ['draft', 'open', 'closed', 'running', 'results', 'archived'] as const;
export type Step = (typeof STEPS)[number];

/** The step of the strip on which a stage stands; null for a canceled event. */
export function stepOf(stage: Stage): Step | null {
	if (stage === 'canceled') return null;
	return stage === 'announced' ? 'open' : stage;
}

/** What an organizer may decide next, first the act that fits the stage. */
export type Act = 'publish' | 'withdraw' | 'finish' | 'reopen' | 'archive' | 'cancel';

/**
 * @param taken places taken: an event that people signed up for cannot become a draft again
 */
export function actsOf(event: EventTimes, taken: number, now: Date): Act[] {
	switch (event.status) {
		case 'draft':
			return ['publish', 'cancel'];
		case 'published': {
			const acts: Act[] = now.getTime() >= Date.parse(event.starts_at) ? ['finish'] : [];
			if (taken === 0) acts.push('withdraw');
			return [...acts, 'cancel'];
		}
		case 'finished':
			return ['archive', 'reopen'];
		default:
			return [];
	}
}

/** The status each act leads to. */
export const ACT_STATUS = {
	publish: 'published',
	withdraw: 'draft',
	finish: 'finished',
	reopen: 'published',
	archive: 'archived',
	cancel: 'canceled',
} as const satisfies Record<Act, EventStatus>;
