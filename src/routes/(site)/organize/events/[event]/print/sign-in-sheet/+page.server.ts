import { exportDocument } from '$lib/registrations/export-documents';
import { byTeam } from '$lib/registrations/export-statistics';
import { entriesToPrint } from '../entries.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { event, now } = await request.parent();
	const entries = await entriesToPrint(request);
	return {
		document: exportDocument('sign_in', entries, {
			eventName: event.name,
			timeZone: event.time_zone,
			now,
			withIdNumbers: false,
			forPrint: true,
		}),
		teams: byTeam(entries).map(({ from, entries }) => ({ from, count: entries.length })),
	};
};
