/**
 * A backup of a data folder: one .tar.gz with the database, the files and every key. Plain Node with
 * relative imports: the scripts use it too.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, createWriteStream, existsSync, readdirSync, rmSync } from 'node:fs';
import { chmod, cp, mkdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { lockHolder, takeLock } from './lock.ts';
import { pack, unpack, type Entry } from './tar.ts';

const MANIFEST = 'huijiang-backup.json';
const FORMAT = 1;

/** What is of this moment and this machine, and what a backup makes itself. */
const isPassing = (name: string) => /^(lock|unfinished|\.backup-)/.test(name);

function entriesOf(folder: string, database: string): Entry[] {
	const manifest = { format: FORMAT, created: new Date().toISOString() };
	return [
		{ name: MANIFEST, source: Buffer.from(JSON.stringify(manifest)) },
		{ name: 'pg', source: database },
		...readdirSync(folder)
			.filter((name) => name !== 'pg' && !isPassing(name))
			.sort()
			.map((name) => ({ name, source: join(folder, name) })),
	];
}

/**
 * Packs a data folder that is in use. `still` runs a task while nothing changes the database: only the
 * copying of its files happens in there, so that people wait a moment and not for the whole packing.
 */
export async function* packRunning(
	folder: string,
	still: <T>(task: () => Promise<T>) => Promise<T>,
): AsyncGenerator<Buffer> {
	const copy = join(folder, `.backup-${randomUUID()}`);
	try {
		await mkdir(copy, { mode: 0o700 });
		await still(() => cp(join(folder, 'pg'), join(copy, 'pg'), { recursive: true }));
		const zip = Readable.from(pack(entriesOf(folder, join(copy, 'pg')))).pipe(createGzip());
		for await (const chunk of zip) yield chunk as Buffer;
	} finally {
		rmSync(copy, { recursive: true, force: true });
	}
}

/**
 * Writes a backup of a data folder that no server uses; holds its lock meanwhile.
 * @throws LockHeldError
 */
export async function backupStopped(folder: string, file: string): Promise<void> {
	if (!existsSync(join(folder, 'pg'))) throw new Error(`There is no data in ${folder}.`);
	const unlock = takeLock(folder, null);
	try {
		await writeAside(
			file,
			Readable.from(pack(entriesOf(folder, join(folder, 'pg')))).pipe(createGzip()),
		);
	} finally {
		unlock();
	}
}

/** Writes a file so that it exists only once it is complete, readable by its owner alone. */
export async function writeAside(file: string, content: AsyncIterable<Buffer>): Promise<void> {
	const aside = `${file}.${randomUUID()}.partial`;
	try {
		await pipeline(content, createWriteStream(aside, { mode: 0o600, flags: 'wx' }));
		await rename(aside, file);
	} finally {
		await rm(aside, { force: true });
	}
}

/**
 * Puts a backup into a data folder: all of it or nothing. What was there before is kept beside it and
 * its path returned; null when there was nothing.
 * @throws when the folder is in use, or holds data and `force` is not set, or the backup is damaged
 */
export async function restore(
	file: string,
	target: string,
	force: boolean,
): Promise<string | null> {
	const folder = resolve(target);
	const holder = existsSync(folder) ? lockHolder(folder) : null;
	if (holder) {
		throw new Error(
			`${folder} is in use by process ${holder.pid}${holder.address ? ` at ${holder.address}` : ''}: stop it first.`,
		);
	}
	const isFull = existsSync(folder) && readdirSync(folder).some((name) => !isPassing(name));
	if (isFull && !force) {
		throw new Error(`${folder} is not empty: restore elsewhere, or replace it with --force.`);
	}
	const fresh = join(dirname(folder), `.${basename(folder)}-restore-${randomUUID()}`);
	await mkdir(fresh, { recursive: true, mode: 0o700 });
	try {
		await unpackChecked(file, fresh);
		let old: string | null = null;
		if (existsSync(folder)) {
			old = `${folder}.before-restore-${new Date().toISOString().replace(/[:.]/g, '-')}`;
			await rename(folder, old);
		}
		await rename(fresh, folder);
		if (old && !isFull) {
			await rm(old, { recursive: true });
			return null;
		}
		return old;
	} finally {
		await rm(fresh, { recursive: true, force: true });
	}
}

async function unpackChecked(file: string, folder: string): Promise<void> {
	const unzipped = createReadStream(file).pipe(createGunzip());
	const failed = once(unzipped, 'error').then(([error]) => {
		throw error;
	});
	let names: string[];
	try {
		names = await Promise.race([unpack(unzipped, folder), failed]);
		for await (const rest of unzipped) void rest; // to its end, where the checksum stands
	} catch (cause) {
		const reason = cause instanceof Error ? cause.message : String(cause);
		throw new Error(`${file} is not a complete backup: ${reason}`, { cause });
	}
	if (
		!names.includes(MANIFEST) ||
		!names.includes('pg/PG_VERSION') ||
		!names.includes('keys.json')
	) {
		throw new Error(`${file} is not a backup of Huijiang.`);
	}
	const { format } = JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')) as {
		format: number;
	};
	if (format > FORMAT) {
		throw new Error(`${file} was written by a newer version: restore with that one.`);
	}
	await rm(join(folder, MANIFEST));
	await chmod(folder, 0o700);
}
