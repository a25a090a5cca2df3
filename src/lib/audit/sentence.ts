import { m } from '$lib/paraglide/messages';

const ROLES: Record<string, () => string> = {
	admin: m.audit_role_admin,
	organizer: m.audit_role_organizer,
	reviewer: m.audit_role_reviewer,
	manager: m.audit_role_manager,
	scanner: m.audit_role_scanner,
};
const STATUSES: Record<string, () => string> = {
	draft: m.audit_status_draft,
	published: m.audit_status_published,
	finished: m.audit_status_finished,
	archived: m.audit_status_archived,
	canceled: m.audit_status_canceled,
};
const CHANGES: Record<string, () => string> = {
	approve: m.audit_change_approve,
	reject: m.audit_change_reject,
	cancel: m.audit_change_cancel,
	block: m.audit_change_block,
	unblock: m.audit_change_unblock,
	reissue: m.audit_change_reissue,
};

const word = (words: Record<string, () => string>, code: string) => words[code]?.() ?? code;

interface Entry {
	action: string;
	actor: string | null;
	subject: string | null;
	union_name: string;
	payload: unknown;
	scope: string | null;
}

/** What a row of the log says, as a person would say it. */
export function auditSentence(entry: Entry): string {
	const payload = payloadOf(entry);
	const text = (key: string) => (typeof payload[key] === 'string' ? payload[key] : '');
	const count = (key: string) => (typeof payload[key] === 'number' ? payload[key] : 0);
	const names = {
		actor: entry.actor ?? m.audit_system(),
		subject: entry.subject ?? m.audit_gone(),
	};
	switch (entry.action) {
		case 'confirm_join':
			return m.audit_action_confirm_join({ ...names, union: entry.union_name });
		case 'refuse_join':
			return m.audit_action_refuse_join({ ...names, union: entry.union_name });
		case 'add_union':
			return m.audit_action_add_union(names);
		case 'reveal_identity':
			return m.audit_action_reveal_identity(names);
		case 'give_grant':
			return m.audit_action_give_grant({ ...names, role: roleText(entry) });
		case 'revoke_grant':
			return m.audit_action_revoke_grant({ ...names, role: roleText(entry) });
		case 'appoint_first_admin':
			return m.audit_action_appoint_first_admin({ subject: names.subject });
		case 'create_event':
			return m.audit_action_create_event(names);
		case 'edit_event':
			return m.audit_action_edit_event(names);
		case 'set_event_status':
			return m.audit_action_set_event_status({ ...names, status: word(STATUSES, text('to')) });
		case 'change_registrations':
			return m.audit_action_change_registrations({
				...names,
				count: Array.isArray(payload.ids) ? payload.ids.length : 0,
				change: word(CHANGES, text('change')),
			});
		case 'import_registrations':
			return m.audit_action_import_registrations({
				...names,
				created: count('created'),
				updated: count('updated'),
				same: count('same'),
			});
		case 'change_name':
			return m.audit_action_change_name({
				from: text('from') || names.actor,
				to: text('to') || '…',
			});
		case 'claim_person':
			return m.audit_action_claim_person({ ...names, count: count('registrations') });
		case 'revoke_device':
			return m.audit_action_revoke_device({ ...names, device: text('device') });
		case 'annul_scan':
			return m.audit_action_annul_scan(names);
		case 'erase_audit_payload':
			return m.audit_action_erase_audit_payload({ actor: names.actor, seq: count('seq') });
		default:
			return m.audit_action_other({ ...names, action: entry.action });
	}
}

/** A role with the event or union it is of; without, when its words were erased. */
function roleText({ payload, scope }: Entry): string {
	const { role } = payloadOf({ payload });
	const name = typeof role === 'string' ? word(ROLES, role) : '…';
	return scope === null ? name : m.audit_role_of({ role: name, scope });
}

/** The reason that was given for an act, or ''. */
export function auditReason(entry: Pick<Entry, 'payload'>): string {
	const { reason } = payloadOf(entry);
	return typeof reason === 'string' ? reason : '';
}

function payloadOf({ payload }: Pick<Entry, 'payload'>): Record<string, unknown> {
	return typeof payload === 'object' && payload !== null
		? (payload as Record<string, unknown>)
		: {};
}
