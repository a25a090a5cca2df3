/**
 * What JavaScript a page loads before it works, compressed, against its budget: its own modules, and
 * those that it fetches by itself as soon as it is there. Reads the last build.
 * `node tests/bench/page-weight.mjs` prints a table and exits with 1 when a page is over its budget.
 */
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = new URL('../../.svelte-kit/output/', import.meta.url);

/** Compressed kilobytes that a page may load; the decoder's WebAssembly is not JavaScript. */
const BUDGETS = [
	// What the service worker answers from the device's own store.
	{
		kind: 'scanner',
		kilobytes: 150,
		of: (route) => /^\/(checkin|passes|offline)(\/|$)/.test(route),
	},
	// Staff work at desks; their pages keep to the scanner's budget.
	{ kind: 'desk', kilobytes: 150, of: (route) => /^\/\(site\)\/(organize|dev)(\/|$)/.test(route) },
	{ kind: 'public', kilobytes: 90, of: () => true },
];

/** Modules that a page fetches by itself at once, without being asked for anything. */
const AT_ONCE = [
	{ module: 'virtual:pwa-register', of: () => true },
	{ module: 'workbox-window/build/workbox-window.prod.es5.mjs', of: () => true },
	{ module: 'src/lib/checkin/kept.ts', of: (route) => route === '/offline' },
	// Where the browser reads no QR codes itself.
	{
		module: 'barcode-detector/dist/es/ponyfill.js',
		of: (route) => route === '/checkin/[event]',
	},
];
/** Modules that wait for somebody to press something, or for a failure. */
const LATER = ['src/lib/ui/ToasterHost.svelte', '(site)/device.ts', 'error-template.js'];

const sizes = new Map();
/** Bytes of a client file as a phone gets it over plain http: gzip, larger than Brotli. */
function compressed(file) {
	if (!sizes.has(file)) {
		sizes.set(file, gzipSync(readFileSync(new URL(`client/${file}`, root)), { level: 9 }).length);
	}
	return sizes.get(file);
}

/**
 * The files of each module of AT_ONCE, with all that they import.
 * @throws when one is missing, or the build has a dynamic import that no list here names
 */
function dynamicModules() {
	const manifest = JSON.parse(readFileSync(new URL('client/.vite/manifest.json', root), 'utf8'));
	const filesOf = (key, found = new Set()) => {
		const { file, imports = [] } = manifest[key];
		if (found.has(file)) return found;
		found.add(file);
		for (const inner of imports) filesOf(inner, found);
		return found;
	};
	const names = [...AT_ONCE.map(({ module }) => module), ...LATER];
	const modules = new Map();
	for (const [key, { isDynamicEntry, src }] of Object.entries(manifest)) {
		// Kit's own: the nodes of the routes, which are weighed as such.
		if (!isDynamicEntry || /\/generated\/client[^/]*\/nodes\//.test(key)) continue;
		const name = names.find((module) => key.endsWith(module));
		if (!name) throw new Error(`Say in page-weight.mjs when a page loads ${src ?? key}`);
		modules.set(name, [...filesOf(key)]);
	}
	const missing = AT_ONCE.find(({ module }) => !modules.has(module));
	if (missing) throw new Error(`The build has no ${missing.module} of its own any more`);
	return modules;
}

/** Weighs every page of the last build: `{ route, kind, kilobytes, budget }`, heaviest first. */
export async function weighPages() {
	if (!existsSync(new URL('server/manifest-full.js', root))) {
		throw new Error('There is no build yet: run `npm run build` first.');
	}
	const { manifest } = await import(new URL('server/manifest-full.js', root).href);
	const { client, routes, nodes } = manifest._;
	const shell = [client.start, client.app, ...client.imports];
	const dynamic = dynamicModules();
	const pages = [];
	for (const { id, page } of routes) {
		if (!page) continue;
		const parts = [...page.layouts, page.leaf].filter((node) => node !== undefined);
		const loaded = await Promise.all(parts.map((node) => nodes[node]()));
		const fetched = AT_ONCE.filter(({ of }) => of(id)).flatMap(({ module }) => dynamic.get(module));
		const files = new Set(
			[...shell, ...loaded.flatMap((node) => node.imports), ...fetched].filter((file) =>
				/\.m?js$/.test(file),
			),
		);
		const bytes = [...files].reduce((sum, file) => sum + compressed(file), 0);
		const { kind, kilobytes } = BUDGETS.find((budget) => budget.of(id));
		pages.push({ route: id, kind, kilobytes: bytes / 1000, budget: kilobytes });
	}
	return pages.sort((a, b) => b.kilobytes / b.budget - a.kilobytes / a.budget);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const pages = await weighPages();
	for (const { route, kind, kilobytes, budget } of pages) {
		const mark = kilobytes > budget ? 'OVER' : 'ok';
		console.log(
			`${mark.padEnd(4)} ${kilobytes.toFixed(1).padStart(6)} of ${budget} kB  ${kind.padEnd(8)} ${route}`,
		);
	}
	const over = pages.filter((page) => page.kilobytes > page.budget);
	if (over.length > 0) {
		console.error(`${over.length} of ${pages.length} pages load more JavaScript than they may.`);
		process.exitCode = 1;
	}
}
