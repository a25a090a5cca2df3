import { teamStatistics } from '$lib/registrations/export/statistics';
import { listToPrint } from '../entries.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { entries, ...list } = await listToPrint(request, 'summary');
	return { ...list, statistics: teamStatistics(entries) };
};
