/** Every address of the site in one table: pages link through these, never through literal paths. */
export const paths = {
	home: () => '/',
	events: () => '/events',
	event: (eventId: string) => `/events/${eventId}`,
	register: (eventId: string, divisionId?: string) =>
		`/events/${eventId}/register${divisionId ? `?division=${divisionId}` : ''}`,
	calendar: (eventId: string) => `/api/events/${eventId}/calendar.ics`,

	signIn: (next?: string) => `/sign-in${next ? `?next=${encodeURIComponent(next)}` : ''}`,
	signOut: () => '/sign-out',
	me: () => '/me',
	profile: (next?: string) => `/me/profile${next ? `?next=${encodeURIComponent(next)}` : ''}`,
	myUnion: () => '/me/union',
	notifications: () => '/me/notifications',
	registration: (registrationId: string) => `/me/registrations/${registrationId}`,

	passes: () => '/passes',
	pass: (registrationId: string) => `/passes/${registrationId}`,
	checkin: () => '/checkin',
	scanner: (eventId: string) => `/checkin/${eventId}`,

	organize: () => '/organize',
	newEvent: () => '/organize/events/new',
	desk: (eventId: string) => `/organize/events/${eventId}`,
	editEvent: (eventId: string) => `/organize/events/${eventId}/edit`,
	registrations: (eventId: string) => `/organize/events/${eventId}/registrations`,
	deskRegistration: (eventId: string, registrationId: string) =>
		`/organize/events/${eventId}/registrations/${registrationId}`,
	importSheet: (eventId: string) => `/organize/events/${eventId}/import`,
	checkinDesk: (eventId: string) => `/organize/events/${eventId}/checkin`,
	staff: (eventId: string) => `/organize/events/${eventId}/staff`,
	print: (eventId: string, document: 'summary' | 'sign-in-sheet' | 'passes') =>
		`/organize/events/${eventId}/print/${document}`,
	exportList: (eventId: string, document: 'summary' | 'sign-in-sheet', format: 'xlsx' | 'csv') =>
		`/api/events/${eventId}/exports/${document}.${format}`,
	identities: (eventId: string) => `/organize/events/${eventId}/identities`,
	exportIdentities: (eventId: string) => `/api/events/${eventId}/exports/identities`,
	unionDesk: (unionId: string) => `/organize/unions/${unionId}`,
	audit: (unionId: string) => `/organize/unions/${unionId}/audit`,
	mailbox: () => '/mailbox',
} as const;

/** Only an address on this site is followed after sign-in; anything else leads home. */
export function safeNext(next: string | null | undefined): string {
	if (!next || !next.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/';
	// Control characters are dropped by browsers, which could turn "/\t/host" into another origin.
	return [...next].some((c) => c.charCodeAt(0) < 0x20) ? '/' : next;
}
