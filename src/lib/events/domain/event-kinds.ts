/** The kinds of event, as the database knows them; the most used first. */
export const EVENT_KINDS = [
	'skill_contest',
	'labor_contest',
	'innovation_contest',
	'sports_event',
	'sports_games',
	'fitness',
	'training',
	'lecture',
	'job_fair',
	'exhibition',
	'recuperation',
	'benefit',
	'outreach',
	'survey',
	'activity',
] as const;
export type EventKind = (typeof EVENT_KINDS)[number];

export const EVENT_LEVELS = ['national', 'province', 'city', 'county', 'unit'] as const;
export type EventLevel = (typeof EVENT_LEVELS)[number];
