import type { Prefs } from './prefs';

/** What the site's layout needs to draw its header, tabs and footer. */
export interface SiteData {
	prefs: Prefs;
	/** Whose account is signed in, if any. */
	userId: string | null;
	/** The signed-in person, if any. */
	person: { id: string; name: string } | null;
	/** Which desks this person may open. */
	nav: { organize: boolean; checkin: boolean };
	/** Unread notifications. */
	unread: number;
}
