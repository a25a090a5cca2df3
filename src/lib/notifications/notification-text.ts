import { m } from '$lib/paraglide/messages';
import { paths } from '$lib/shared/routes';

/** What is stored of a notification; the words are made here, in the reader's language. */
export interface NotificationFacts {
	kind: string;
	params: Record<string, unknown>;
	eventId: string | null;
	eventName: string | null;
}

export interface NotificationText {
	title: string;
	body: string | null;
	/** A path of the site. */
	href: string;
}

type Locale = { locale?: 'zh-CN' | 'en' };

const ROLE_TEXTS: Record<string, (inputs: object, options: Locale) => string> = {
	admin: m.unions_role_admin,
	organizer: m.unions_role_organizer,
	reviewer: m.unions_role_reviewer,
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
function roleText(role: unknown, options: Locale): string {
	return ROLE_TEXTS[String(role)]?.({}, options) ?? String(role);
}

/** The page that a new role opens. */
function whereRoleActs(params: Record<string, unknown>, eventId: string | null): string {
	if (typeof params.union_id === 'string') return paths.unionDesk(params.union_id);
	if (!eventId) return paths.organize();
	return params.role === 'manager' ? paths.desk(eventId) : paths.checkin();
}

/** The words and the link of a notification; `locale` is given where no reader's language is known. */
export function notificationText(facts: NotificationFacts, options: Locale = {}): NotificationText {
	const params = facts.params;
	const event = facts.eventName ?? '';
	const place = typeof params.place === 'string' ? params.place : '';
	const division = typeof params.division === 'string' ? params.division : '';
	const reason =
		typeof params.reason === 'string' && params.reason
			? m.notifications_reason({ reason: params.reason }, options)
			: null;
	const registration =
		typeof params.registration_id === 'string' ? paths.registration(params.registration_id) : null;
	const href = registration ?? (facts.eventId ? paths.event(facts.eventId) : paths.notifications());
	switch (facts.kind) {
		case 'registration_approved':
			return {
				title: m.notifications_registration_approved({ event, division }, options),
				body: m.notifications_registration_approved_hint({}, options),
				href,
			};
		case 'registration_rejected':
			return {
				title: m.notifications_registration_rejected({ event, division }, options),
				body: reason,
				href,
			};
		case 'registration_canceled':
			return {
				title: m.notifications_registration_canceled({ event, division }, options),
				body: reason,
				href,
			};
		case 'event_canceled':
			return {
				title: m.notifications_event_canceled({ event }, options),
				body: reason,
				href: facts.eventId ? paths.event(facts.eventId) : href,
			};
		case 'union_confirmed':
			return {
				title: m.notifications_union_confirmed({ place }, options),
				body: null,
				href: paths.myUnion(),
			};
		case 'union_refused':
			return {
				title: m.notifications_union_refused({ place }, options),
				body: reason,
				href: paths.myUnion(),
			};
		case 'role_given':
			return {
				title: m.notifications_role_given({ role: roleText(params.role, options), place }, options),
				body: null,
				href: whereRoleActs(params, facts.eventId),
			};
		case 'role_ended':
			return {
				title: m.notifications_role_ended({ role: roleText(params.role, options), place }, options),
				body: null,
				href: paths.notifications(),
			};
		default:
			return { title: event, body: reason, href };
	}
}
