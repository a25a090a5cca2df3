/**
 * What JavaScript a page loads before it works, compressed, against its budget. Reads the last build.
 * `node tests/bench/page-weight.mjs` prints a table and exits with 1 when a page is over its budget.
 */
import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';

const root = new URL('../../.svelte-kit/output/', import.meta.url);

/** Compressed kilobytes that a page may load; the decoder's WebAssembly is not JavaScript. */
const BUDGETS = [
	{ kind: 'scanner', kilobytes: 150, of: (route) => /^\/(checkin|passes)(\/|$)/.test(route) },
	// Staff work at desks; their pages keep to the scanner's budget.
	{ kind: 'desk', kilobytes: 150, of: (route) => /^\/\(site\)\/(organize|dev)(\/|$)/.test(route) },
	{ kind: 'public', kilobytes: 90, of: () => true },
];

const sizes = new Map();
/** Bytes of a client file as a phone gets it over plain http: gzip, larger than Brotli. */
function compressed(file) {
	if (!sizes.has(file)) {
		sizes.set(file, gzipSync(readFileSync(new URL(`client/${file}`, root)), { level: 9 }).length);
	}
	return sizes.get(file);
}

/** Weighs every page of the last build: `{ route, kind, kilobytes, budget }`, heaviest first. */
export async function weighPages() {
	if (!existsSync(new URL('server/manifest-full.js', root))) {
		throw new Error('There is no build yet: run `npm run build` first.');
	}
	const { manifest } = await import(new URL('server/manifest-full.js', root).href);
	const { client, routes, nodes } = manifest._;
	const shell = [client.start, client.app, ...client.imports];
	const pages = [];
	for (const { id, page } of routes) {
		if (!page) continue;
		const parts = [...page.layouts, page.leaf].filter((node) => node !== undefined);
		const loaded = await Promise.all(parts.map((node) => nodes[node]()));
		const files = new Set(
			[...shell, ...loaded.flatMap((node) => node.imports)].filter((file) => /\.m?js$/.test(file)),
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
