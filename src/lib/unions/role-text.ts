import { m } from '$lib/paraglide/messages';

const ROLE_TEXTS: Record<string, () => string> = {
	admin: m.unions_role_admin,
	organizer: m.unions_role_organizer,
	reviewer: m.unions_role_reviewer,
};

/** The word for a role on a union. */
export function roleText(role: string): string {
	return (ROLE_TEXTS[role] ?? (() => role))();
}
