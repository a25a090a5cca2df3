import type { Page } from '@playwright/test';

const UNKNOWN = '00000000-0000-4000-8000-000000000000';

/** Addresses that only the running data knows. */
export interface Ids {
	contest: string;
	evening: string;
	/** The worker's registration, and one on the organizer's list. */
	mine: string;
	row: string;
}

export const READERS = ['nobody', 'worker', 'organizer', 'admin', 'scanner'] as const;
export type Reader = (typeof READERS)[number];
/** A page of the site in a certain state, and who opens it. */
export interface Place {
	name: string;
	reader: Reader;
	path: (ids: Ids) => string;
	/** Brings the page into the state that is meant. */
	reach?: (page: Page) => Promise<void>;
	/** Shows mail, which is written in both languages. */
	bilingual?: true;
	/** What the server answers; 200 unless told. */
	status?: number;
	/** Comes from the server whole, for anybody. */
	isPublic?: true;
}

/** Every page: checks of access go through all of them. */
export const PLACES: Place[] = [
	{ name: 'home', reader: 'nobody', path: () => '/', isPublic: true },
	{ name: 'events', reader: 'nobody', path: () => '/events', isPublic: true },
	{ name: 'contest', reader: 'nobody', path: (ids) => `/events/${ids.contest}`, isPublic: true },
	{ name: 'evening', reader: 'nobody', path: (ids) => `/events/${ids.evening}`, isPublic: true },
	{ name: 'sign-in by code', reader: 'nobody', path: () => '/sign-in', isPublic: true },
	{
		name: 'sign-in: the code',
		reader: 'nobody',
		path: () => '/sign-in',
		reach: async (page) => {
			await page.locator('[name=email]').fill('somebody@example.test');
			await page.getByRole('main').getByRole('button').first().click();
			await page.locator('[name=code]').waitFor();
		},
	},
	{
		name: 'sign-in by password',
		reader: 'nobody',
		path: () => '/sign-in?way=password',
		reach: async (page) => {
			await page.getByRole('main').getByRole('button').first().click();
			await page.locator('[aria-invalid=true]').first().waitFor();
		},
	},
	{ name: 'mailbox', reader: 'nobody', path: () => '/mailbox', bilingual: true },
	{ name: 'no such page', reader: 'nobody', path: () => '/no/such/page', status: 404 },
	{ name: 'no such event', reader: 'nobody', path: () => `/events/${UNKNOWN}`, status: 404 },
	{ name: 'no network', reader: 'nobody', path: () => '/offline' },
	{ name: 'passes, signed out', reader: 'nobody', path: () => '/passes' },
	{ name: 'check-in, signed out', reader: 'nobody', path: () => '/checkin' },

	{ name: 'home of a worker', reader: 'worker', path: () => '/' },
	{ name: 'mine', reader: 'worker', path: () => '/me' },
	{ name: 'profile', reader: 'worker', path: () => '/me/profile' },
	{ name: 'union', reader: 'worker', path: () => `/me/union?q=${encodeURIComponent('合肥')}` },
	{ name: 'notifications', reader: 'worker', path: () => '/me/notifications' },
	{
		name: 'sign-up, refused',
		reader: 'worker',
		path: (ids) => `/events/${ids.contest}/register`,
		reach: async (page) => {
			await page.locator('form:has([name=division_id]) [type=submit]').click();
			await page.locator('[aria-invalid=true]').first().waitFor();
		},
	},
	{ name: 'registration', reader: 'worker', path: (ids) => `/me/registrations/${ids.mine}` },
	{ name: 'passes', reader: 'worker', path: () => '/passes' },
	{ name: 'pass', reader: 'worker', path: (ids) => `/passes/${ids.mine}` },

	{ name: 'desk of all', reader: 'organizer', path: () => '/organize' },
	{ name: 'new event', reader: 'organizer', path: () => '/organize/events/new' },
	{ name: 'desk', reader: 'organizer', path: (ids) => `/organize/events/${ids.contest}` },
	{ name: 'edit', reader: 'organizer', path: (ids) => `/organize/events/${ids.contest}/edit` },
	{ name: 'list', reader: 'admin', path: (ids) => `/organize/events/${ids.evening}/registrations` },
	{
		name: 'one of the list',
		reader: 'admin',
		path: (ids) => `/organize/events/${ids.evening}/registrations/${ids.row}`,
	},
	{ name: 'staff', reader: 'organizer', path: (ids) => `/organize/events/${ids.contest}/staff` },
	{
		name: 'check-in desk',
		reader: 'organizer',
		path: (ids) => `/organize/events/${ids.contest}/checkin`,
	},
	{ name: 'import', reader: 'organizer', path: (ids) => `/organize/events/${ids.contest}/import` },
	{
		name: 'summary',
		reader: 'admin',
		path: (ids) => `/organize/events/${ids.evening}/print/summary`,
	},
	{
		name: 'sign-in sheet',
		reader: 'admin',
		path: (ids) => `/organize/events/${ids.evening}/print/sign-in-sheet`,
	},
	{
		name: 'ID numbers',
		reader: 'organizer',
		path: (ids) => `/organize/events/${ids.contest}/identities`,
	},
	{
		name: 'passes to print',
		reader: 'admin',
		path: (ids) => `/organize/events/${ids.evening}/print/passes`,
	},

	{ name: 'check-in', reader: 'scanner', path: () => '/checkin' },
	{ name: 'scanner', reader: 'scanner', path: (ids) => `/checkin/${ids.evening}` },
];
