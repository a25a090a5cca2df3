import { cookiesFor, rows, type Who } from './http';
import type { Server } from './server';
import { test as base } from './test';

/** What a test of rights needs to know of the demonstration data. */
export interface World {
	event: string;
	registration: string;
	union: string;
	/** Names, phones and addresses of everybody, by person. */
	people: { name: string | null; phone: string | null; email: string | null }[];
	cookies: Record<Who, string>;
}

/** With the demonstration's world, looked up once for a file. */
export const test = base.extend<object, { world: World }>({
	world: [
		async ({ server }, use) => {
			const [registration] = await rows<{ id: string; event_id: string }>(
				server,
				'registrations?select=id,event_id&limit=1',
			);
			const [union] = await rows<{ id: string }>(server, 'unions?select=id&parent_id=is.null');
			await use({
				event: registration?.event_id ?? '',
				registration: registration?.id ?? '',
				union: union?.id ?? '',
				people: await rows(server, 'people?select=name,phone,email'),
				cookies: {
					anon: '',
					worker: await cookiesFor(server, 'worker'),
					scanner: await cookiesFor(server, 'scanner'),
					reviewer: await cookiesFor(server, 'reviewer'),
					organizer: await cookiesFor(server, 'organizer'),
					admin: await cookiesFor(server, 'admin'),
				},
			});
		},
		{ scope: 'worker', timeout: 90_000 },
	],
});

/** An answer as it comes, redirects too. */
export const get = (
	server: Server,
	path: string,
	cookie = '',
	headers: Record<string, string> = {},
) => fetch(server.url + path, { redirect: 'manual', headers: { cookie, ...headers } });
