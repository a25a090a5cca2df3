import { eventsToScan } from '$lib/checkin/data';
import { upcomingEvents } from '$lib/events/data';
import { deskEvents } from '$lib/events/desk/data';
import { groupEvents } from '$lib/events/desk/groups';
import { ownRegistrations } from '$lib/registrations/data';
import { sortMine } from '$lib/registrations/domain/mine';
import type { PageServerLoad } from './$types';

/** So many events of one's work stand on the home; the rest is one tap away. */
const WORK = 4;

export const load: PageServerLoad = async ({ locals, parent }) => {
	const now = new Date();
	const person = await locals.person();
	const { nav } = await parent();
	const [events, own, run, toScan] = await Promise.all([
		upcomingEvents(locals.supabase, now),
		person ? ownRegistrations(locals.supabase, person.id) : [],
		nav.organize ? deskEvents(locals.supabase, 1) : null,
		nav.checkin && !nav.organize ? eventsToScan(locals.supabase, now) : [],
	]);
	const mine = sortMine(own, now);
	const signedUp = new Set(mine.next.map((r) => r.event.id));
	const running = run ? groupEvents(run.events, now).filter(([group]) => group !== 'past') : [];
	return {
		now,
		next: mine.next,
		off: mine.off,
		running: running.flatMap(([, ofGroup]) => ofGroup).slice(0, WORK),
		toScan: toScan.slice(0, WORK),
		events: events.filter((event) => !signedUp.has(event.id)).slice(0, 6),
		profileMissing: person ? !person.name || !person.phone : false,
	};
};
