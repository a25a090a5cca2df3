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

// The offline apps open from their prerendered shells, also by a deep link and with no network. All
// other pages come from the server.
const apps: [shell: string, paths: RegExp][] = [
	['/checkin', /^\/checkin(\/|$)/],
	['/passes', /^\/passes(\/|$)/],
];
for (const [shell, path] of apps) {
	registerRoute(new NavigationRoute(createHandlerBoundToURL(shell), { allowlist: [path] }));
}

// A new version waits until the page says so: somebody may be in the middle of a queue at the door.
self.addEventListener('message', (event) => {
	const { type } = (event.data ?? {}) as { type?: unknown };
	if (type === 'SKIP_WAITING') void self.skipWaiting();
});
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
