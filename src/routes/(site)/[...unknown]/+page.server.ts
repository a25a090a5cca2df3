import { notFound } from '$lib/server/guards';

/** An address that leads nowhere: said within the site, with its header and tabs. */
export const load = () => notFound();
