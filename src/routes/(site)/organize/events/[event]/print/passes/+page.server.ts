import { printedPasses } from '$lib/registrations/export/passes.server';
import { paths } from '$lib/shared/routes';
import { entriesToPrint } from '../entries.server';
import type { PageServerLoad } from './$types';

/** 25 sheets: more at once would take a browser long to lay out. */
const PART = 200;

export const load: PageServerLoad = async (request) => {
	const entries = await entriesToPrint(request);
	const count = Math.ceil(entries.length / PART);
	const wanted = Number(request.url.searchParams.get('part') ?? 1);
	const part = Number.isInteger(wanted) && wanted >= 1 && wanted <= count ? wanted : 1;
	return {
		total: entries.length,
		passes: await printedPasses(
			request.locals.supabase,
			entries.slice((part - 1) * PART, part * PART),
		),
		parts: Array.from({ length: count }, (_, i) => ({
			href: `${paths.print(request.params.event, 'passes')}?part=${i + 1}`,
			from: i * PART + 1,
			to: Math.min((i + 1) * PART, entries.length),
			current: i + 1 === part,
		})),
	};
};
