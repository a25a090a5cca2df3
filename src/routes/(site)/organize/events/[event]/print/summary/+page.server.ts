import { exportDocument } from '$lib/registrations/export-documents';
import { byTeam, teamStatistics } from '$lib/registrations/export-statistics';
import { entriesToPrint } from '../entries.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { event, now } = await request.parent();
	const entries = await entriesToPrint(request);
	return {
		document: exportDocument('summary', entries, {
			eventName: event.name,
			timeZone: event.time_zone,
			now,
			withIdNumbers: false,
			forPrint: true,
		}),
		teams: byTeam(entries).map(({ from, entries }) => ({ from, count: entries.length })),
		statistics: teamStatistics(entries),
	};
};
