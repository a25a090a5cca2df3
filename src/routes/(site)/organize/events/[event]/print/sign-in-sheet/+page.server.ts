import { listToPrint } from '../entries.server';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = async (request) => {
	const { entries: _, ...list } = await listToPrint(request, 'sign_in');
	return list;
};
