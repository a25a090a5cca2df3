import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const routes = `${root}/src/routes`;

/** Every page under a folder of the site that the server prepares, e.g. /organize/events/new. */
export function pagesUnder(folder: string): string[] {
	return readdirSync(`${routes}/(site)${folder}`, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('+page.server.ts'))
		.map((file) => `${folder}/${file}`.replace('/+page.server.ts', ''))
		.sort();
}

/** The names of a page's actions, as its source gives them. */
export function actionsOf(page: string): string[] {
	const file = `${routes}/(site)${page}/+page.server.ts`;
	const source = existsSync(file) ? readFileSync(file, 'utf8') : '';
	const body = source.split(/export const actions[^=]*= \{\n/)[1]?.split('\n};')[0] ?? '';
	return [...body.matchAll(/^\t'?([a-z-]+)'?(?::|\(|,)/gim)].map((match) => match[1] ?? '');
}

/** Every address that the app answers at, pages and endpoints. */
export function everyRoute(): string[] {
	const files = readdirSync(routes, { recursive: true, encoding: 'utf8' });
	const found = files.filter((file) => /\+(page\.svelte|server\.ts)$/.test(file));
	const paths = found.map((file) => `/${file.replace('(site)/', '').replace(/\/?\+[^/]+$/, '')}`);
	return [...new Set(paths)].sort();
}

const sql = (): string =>
	readdirSync(`${root}/supabase/migrations`)
		.map((file) => readFileSync(`${root}/supabase/migrations/${file}`, 'utf8'))
		.join('\n');

/** Every table and view of the API. */
export const everyTable = (): string[] =>
	[...sql().matchAll(/^create (?:table|view) public\.(\w+)/gm)].map((match) => match[1] ?? '');

export interface Rpc {
	name: string;
	args: { name: string; type: string; optional: boolean }[];
}

/** Every function of the API with its arguments, as the last migration left it. */
export function everyRpc(): Rpc[] {
	const found = new Map<string, Rpc>();
	const statement =
		/^(?:drop function public\.(\w+)|create (?:or replace )?function public\.(\w+)\(([^;]*?)\)\s*returns)/gm;
	for (const [, dropped, name = '', list = ''] of sql().matchAll(statement)) {
		if (dropped) found.delete(dropped);
		else {
			const args = [...list.matchAll(/(p_\w+) ([\w[\]]+)( default)?/g)].map(
				([, arg = '', type = '', optional]) => ({ name: arg, type, optional: Boolean(optional) }),
			);
			found.set(name, { name, args });
		}
	}
	return [...found.values()];
}
