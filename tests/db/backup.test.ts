import {
	existsSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startEmbedded, type Embedded } from '$lib/server/embedded';
import { backupStopped, packRunning, restore, writeAside } from '$lib/server/embedded/backup';
import { LockHeldError } from '$lib/server/embedded/lock';

const base = mkdtempSync(join(tmpdir(), 'huijiang-backup-'));
const dataDir = join(base, 'data');
const start = async (folder: string): Promise<Embedded> => {
	const backend = await startEmbedded({ dataDir: folder, databaseUrl: null }, null);
	backend.finish();
	return backend;
};
const notes = (backend: Embedded) =>
	backend.database.query('select id from public.note order by id');

let backend: Embedded;

beforeAll(async () => {
	backend = await start(dataDir);
	await backend.database.exec(
		'create table public.note (id int); insert into public.note values (1)',
	);
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

test('a second start on the folder is refused and harms nothing', async () => {
	await expect(start(dataDir)).rejects.toThrow(LockHeldError);
	expect(await notes(backend)).toEqual([{ id: 1 }]);
});

test('a backup of a running server holds what was acknowledged, while people go on writing', async () => {
	const file = join(base, 'running.tar.gz');
	let written = 1;
	const writing = (async () => {
		for (; written < 60;) {
			await backend.database.query('insert into public.note values ($1)', [written + 1]);
			written++;
		}
	})();
	const before = written;
	await writeAside(
		file,
		packRunning(dataDir, (task) => backend.database.still(task)),
	);
	await writing;
	expect(statSync(file).mode & 0o077).toBe(0);

	const copy = join(base, 'copy');
	await restore(file, copy, false);
	const restored = await start(copy);
	const found = (await notes(restored)).map((row) => Number(row.id));
	// Whole to some moment: none missing in between, and nothing that was acknowledged before it began.
	expect(found).toEqual(found.map((_, i) => i + 1));
	expect(found.length).toBeGreaterThanOrEqual(before);
	expect(restored.keys).toEqual(backend.keys);
	expect(restored.isNew).toBe(false);
	await restored.close();
	expect(readdirSync(dataDir).filter((name) => name.startsWith('.backup'))).toEqual([]);
});

test('restoring refuses a folder in use, and one with data unless forced, which keeps the old data', async () => {
	const file = join(base, 'running.tar.gz');
	await expect(restore(file, dataDir, true)).rejects.toThrow(/in use by process/);
	const copy = join(base, 'copy');
	await expect(restore(file, copy, false)).rejects.toThrow(/not empty/);
	const old = await restore(file, copy, true);
	expect(existsSync(join(old ?? '', 'keys.json'))).toBe(true);
});

test('a stopped server’s folder is backed up whole', async () => {
	await backend.close();
	const file = join(base, 'stopped.tar.gz');
	writeFileSync(join(dataDir, 'identity-key'), 'secret', { mode: 0o600 });
	await backupStopped(dataDir, file);
	const copy = join(base, 'copy2');
	await restore(file, copy, false);
	expect(readFileSync(join(copy, 'identity-key'), 'utf8')).toBe('secret');
	expect(statSync(join(copy, 'identity-key')).mode & 0o077).toBe(0);
	const restored = await start(copy);
	expect(await notes(restored)).toHaveLength(60);
	await restored.close();
});

test('half a backup, or something else, restores nothing at all', async () => {
	const file = join(base, 'stopped.tar.gz');
	truncateSync(file, Math.floor(statSync(file).size / 2));
	const target = join(base, 'target');
	await expect(restore(file, target, false)).rejects.toThrow(/not a complete backup/);
	writeFileSync(join(base, 'text'), 'hello');
	await expect(restore(join(base, 'text'), target, false)).rejects.toThrow(/not a complete backup/);
	expect(existsSync(target)).toBe(false);
	expect(readdirSync(base).filter((name) => name.startsWith('.target'))).toEqual([]);
});
