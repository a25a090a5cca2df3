import { m } from '$lib/paraglide/messages';
import type { Act, Stage, Step } from './domain/stages';
import type { EventKind, EventLevel } from './domain/event-kinds';
import { IDENTITY_PURPOSES, type IdentityPurpose } from './domain/identity-purposes';

/** Words for codes. Written out, so that unused texts can be left out of a page. */
export const KIND_TEXTS: Record<EventKind, () => string> = {
	skill_contest: m.events_kind_skill_contest,
	labor_contest: m.events_kind_labor_contest,
	innovation_contest: m.events_kind_innovation_contest,
	sports_event: m.events_kind_sports_event,
	sports_games: m.events_kind_sports_games,
	fitness: m.events_kind_fitness,
	training: m.events_kind_training,
	lecture: m.events_kind_lecture,
	job_fair: m.events_kind_job_fair,
	exhibition: m.events_kind_exhibition,
	recuperation: m.events_kind_recuperation,
	benefit: m.events_kind_benefit,
	outreach: m.events_kind_outreach,
	survey: m.events_kind_survey,
	activity: m.events_kind_activity,
};

export const LEVEL_TEXTS: Record<EventLevel, () => string> = {
	national: m.events_level_national,
	province: m.events_level_province,
	city: m.events_level_city,
	county: m.events_level_county,
	unit: m.events_level_unit,
};

export const STAGE_TEXTS: Record<Stage, () => string> = {
	draft: m.events_stage_draft,
	announced: m.events_stage_announced,
	open: m.events_stage_open,
	closed: m.events_stage_closed,
	running: m.events_stage_running,
	results: m.events_stage_results,
	archived: m.events_stage_archived,
	canceled: m.events_stage_canceled,
};

export const STEP_TEXTS: Record<Step, () => string> = {
	draft: m.events_step_draft,
	open: m.events_step_open,
	closed: m.events_step_closed,
	running: m.events_step_running,
	results: m.events_step_results,
	archived: m.events_step_archived,
};

export const ACT_TEXTS: Record<Act, () => string> = {
	publish: m.events_act_publish,
	withdraw: m.events_act_withdraw,
	finish: m.events_act_finish,
	reopen: m.events_act_reopen,
	archive: m.events_act_archive,
	cancel: m.events_act_cancel,
};

export const ACT_DONE_TEXTS: Record<Act, () => string> = {
	publish: m.events_act_done_publish,
	withdraw: m.events_act_done_withdraw,
	finish: m.events_act_done_finish,
	reopen: m.events_act_done_reopen,
	archive: m.events_act_done_archive,
	cancel: m.events_act_done_cancel,
};

const PURPOSE_TEXTS: Record<IdentityPurpose, () => string> = {
	insurance: m.events_identity_insurance,
	award: m.events_identity_award,
	hotel: m.events_identity_hotel,
};
/** What ID numbers are needed for, to choose from. */
export const PURPOSE_OPTIONS = IDENTITY_PURPOSES.map((value) => ({
	value,
	text: PURPOSE_TEXTS[value],
}));
/** The purposes of an event in one phrase; '' when it states none. */
export function purposesText(purposes: readonly string[], locale: string): string {
	const words = PURPOSE_OPTIONS.filter(({ value }) => purposes.includes(value));
	return new Intl.ListFormat(locale, { type: 'conjunction' }).format(words.map((w) => w.text()));
}

/** The word for a kind that came from the database. */
export function kindText(kind: string): string {
	return kind in KIND_TEXTS ? KIND_TEXTS[kind as EventKind]() : kind;
}

/** For example 省级一类 · 技能竞赛. */
export function eventEyebrow(event: { kind: string; level: string | null; class: number | null }) {
	const level =
		event.level && event.level in LEVEL_TEXTS ? LEVEL_TEXTS[event.level as EventLevel]() : '';
	const rank = event.class === 1 ? m.events_class_1() : event.class === 2 ? m.events_class_2() : '';
	const both = level && rank ? m.events_level_and_class({ level, rank }) : level + rank;
	return [both, kindText(event.kind)].filter(Boolean).join(' · ');
}
