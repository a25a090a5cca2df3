import { m } from '$lib/paraglide/messages';

/** The roles that the desk gives on an event; those of judging and teams are given where they act. */
export const DESK_ROLES = ['scanner', 'manager'] as const;

const ROLE_TEXTS: Record<string, () => string> = {
	manager: m.events_role_manager,
	scanner: m.events_role_scanner,
	scorer: m.events_role_scorer,
	judge: m.events_role_judge,
	chief_judge: m.events_role_chief_judge,
	coding_judge: m.events_role_coding_judge,
	supervisor: m.events_role_supervisor,
	arbiter: m.events_role_arbiter,
	team_leader: m.events_role_team_leader,
	group_leader: m.events_role_group_leader,
};

/** The word for a role on an event. */
export function roleText(role: string): string {
	return (ROLE_TEXTS[role] ?? (() => role))();
}
