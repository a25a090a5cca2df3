/// <reference no-default-lib="true"/>
/// <reference lib="esnext" />
/// <reference lib="webworker" />
/// <reference types="@sveltejs/kit" />
import {
	cleanupOutdatedCaches,
	createHandlerBoundToURL,
	precacheAndRoute,
} from 'workbox-precaching';
import { NavigationRoute, registerRoute } from 'workbox-routing';

declare let self: ServiceWorkerGlobalScope;

cleanupOutdatedCaches();
precacheAndRoute(self.__WB_MANIFEST);

// The offline apps open from their prerendered shells, also by a deep link and with no network.
const apps: [shell: string, paths: RegExp][] = [
	['/checkin', /^\/checkin(\/|$)/],
	['/passes', /^\/passes(\/|$)/],
];
for (const [shell, path] of apps) {
	registerRoute(new NavigationRoute(createHandlerBoundToURL(shell), { allowlist: [path] }));
}

// All other pages come from the server. Without it the offline shell answers: it tries the page that the
// address names, and says what works all the same when that cannot be had. A form that could not be
// sent has no page of its own to try.
const offlineShell = createHandlerBoundToURL('/offline');
const FILES = [/^\/api\//];
registerRoute(
	new NavigationRoute(
		async (options) => {
			try {
				return await fetch(options.request);
			} catch {
				return offlineShell(options);
			}
		},
		{ denylist: FILES },
	),
);
registerRoute(
	({ request }) => request.mode === 'navigate',
	async ({ request }) => {
		try {
			return await fetch(request);
		} catch {
			return Response.redirect('/offline', 303);
		}
	},
	'POST',
);

// A new version waits until the page says so: somebody may be in the middle of a queue at the door.
self.addEventListener('message', (event) => {
	const { type } = (event.data ?? {}) as { type?: unknown };
	if (type === 'SKIP_WAITING') void self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
