import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LockHeldError, lockHolder, takeLock, type LockHolder } from './lock';

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'huijiang-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const lockFile = () => join(folder, 'lock');
const read = () => JSON.parse(readFileSync(lockFile(), 'utf8')) as LockHolder;

/** Writes a lock as another process would have, starting from one of our own. */
function leave(changes: Partial<LockHolder>): void {
	takeLock(folder, 'http://127.0.0.1:5173')();
	const unlock = takeLock(folder, 'http://127.0.0.1:5173');
	const mine = read();
	unlock();
	writeFileSync(lockFile(), JSON.stringify({ ...mine, id: 'other', ...changes }));
}

describe('the lock of a data folder', () => {
	test('a second taker is told who holds it and where', () => {
		const unlock = takeLock(folder, 'http://127.0.0.1:5173');
		try {
			takeLock(folder, null);
			expect.unreachable();
		} catch (error) {
			expect(error).toBeInstanceOf(LockHeldError);
			expect((error as Error).message).toContain(`process ${process.pid}`);
			expect((error as Error).message).toContain('http://127.0.0.1:5173');
		}
		unlock();
		takeLock(folder, null)();
	});

	test('giving it back leaves nothing behind', () => {
		takeLock(folder, null)();
		expect(readdirSync(folder)).toEqual([]);
		expect(lockHolder(folder)).toBeNull();
	});

	test('a lock whose process is gone is taken over', () => {
		const gone = spawnSync(process.execPath, ['-e', '0']).pid;
		leave({ pid: gone });
		expect(lockHolder(folder)).toBeNull();
		const unlock = takeLock(folder, null);
		expect(read().pid).toBe(process.pid);
		unlock();
	});

	test('a process that got the number of a dead one does not hold its lock', () => {
		leave({ started: 'another start' });
		takeLock(folder, null)();
	});

	test('a holder on another machine counts as alive for as long as it renews the lock', () => {
		leave({ machine: 'elsewhere', pid: 1 });
		expect(() => takeLock(folder, null)).toThrow(LockHeldError);
		const past = new Date(Date.now() - 120_000);
		utimesSync(lockFile(), past, past);
		takeLock(folder, null)();
	});

	test('half a lock, from a full disk, is nobody’s', () => {
		writeFileSync(lockFile(), '{"pid": 1');
		takeLock(folder, null)();
	});

	test('of many that start at once on a stale lock exactly one gets it', async () => {
		leave({ pid: spawnSync(process.execPath, ['-e', '0']).pid });
		const script = `
			import { takeLock } from ${JSON.stringify(new URL('./lock.ts', import.meta.url).href)};
			try { takeLock(${JSON.stringify(folder)}, null); console.log('got'); process.stdin.resume(); }
			catch (e) { console.log(e.name); }`;
		const children = Array.from({ length: 6 }, () =>
			spawn(process.execPath, ['--input-type=module', '-e', script]),
		);
		// The winner holds on until all have tried, however slow the machine is.
		const outputs = await Promise.all(
			children.map(
				(child) =>
					new Promise<string>((done) =>
						child.stdout.once('data', (out) => done(String(out).trim())),
					),
			),
		);
		for (const child of children) child.stdin.end();
		expect(outputs.filter((out) => out === 'got')).toHaveLength(1);
		expect(outputs.filter((out) => out === 'LockHeldError')).toHaveLength(5);
	}, 30_000);
});
