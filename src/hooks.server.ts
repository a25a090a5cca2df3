import { sequence } from '@sveltejs/kit/hooks';
import { building } from '$app/environment';
import { startDeliveries } from '$lib/notifications/deliver.server';
import { backendApi, startBackend } from '$lib/server/hooks/backend';
import { reportError } from '$lib/server/hooks/errors';
import { forms } from '$lib/server/hooks/forms';
import { headers } from '$lib/server/hooks/headers';
import { i18n } from '$lib/server/hooks/i18n';
import { observe } from '$lib/server/hooks/observe';
import { prefs } from '$lib/server/hooks/prefs';
import { rosterInitials } from '$lib/server/hooks/roster';
import { session } from '$lib/server/hooks/session';

export const init = async () => {
	if (building) return;
	await startBackend();
	startDeliveries();
};
export const handle = sequence(
	observe,
	rosterInitials,
	backendApi,
	i18n,
	prefs,
	session,
	headers,
	forms,
);
export const handleError = reportError;
