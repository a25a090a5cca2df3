/**
 * PGlite takes no lock on its folder, and two processes on one folder destroy it. This lock file says
 * who holds a data folder. Plain Node with relative imports: the scripts use it too.
 */
import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
	linkSync,
	mkdirSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	utimesSync,
	writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

export interface LockHolder {
	/** Tells this holding of the lock from every other. */
	id: string;
	pid: number;
	/** When that process started, in the words of its machine: a reused pid has another start. */
	started: string | null;
	machine: string;
	/** Where the holder can be reached, e.g. http://127.0.0.1:5173; null for a command. */
	address: string | null;
	since: string;
}

/** The folder is in use; the message says by whom and what to do. */
export class LockHeldError extends Error {
	override name = 'LockHeldError';
	readonly folder: string;
	readonly holder: LockHolder;
	constructor(folder: string, holder: LockHolder) {
		super(
			`The data folder ${folder} is in use by process ${holder.pid} on ${holder.machine}` +
				`${holder.address ? ` at ${holder.address}` : ''}, since ${holder.since}. ` +
				`Stop that process, or set DATA_DIR to another folder.`,
		);
		this.folder = folder;
		this.holder = holder;
	}
}

/** A holder on another machine renews the file's time; after this long without, it is gone. */
const FOREIGN_STALE_MS = 90_000;
const RENEW_MS = 15_000;

/** When a process started, or null when the machine does not say. */
function processStart(pid: number): string | null {
	if (process.platform === 'linux') {
		try {
			// Field 22 (start time in ticks since boot) counted after the name, which may hold spaces.
			const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
			const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
			const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
			return `${boot}:${ticks}`;
		} catch {
			return null; // no such process, or /proc is not readable
		}
	}
	if (process.platform === 'win32') return null;
	const ps = spawnSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
	return ps.status === 0 ? ps.stdout.trim() || null : null;
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// EPERM: it runs, under another user.
		return (error as NodeJS.ErrnoException).code === 'EPERM';
	}
}

function isAlive(holder: LockHolder, file: string): boolean {
	if (holder.machine !== hostname()) {
		return Date.now() - statSync(file).mtimeMs < FOREIGN_STALE_MS;
	}
	if (!isRunning(holder.pid)) return false;
	const start = processStart(holder.pid);
	return start === null || holder.started === null || start === holder.started;
}

/** Who holds the folder now; null when nobody does. */
export function lockHolder(folder: string): LockHolder | null {
	const file = join(folder, 'lock');
	const holder = readHolder(file);
	return holder && isAlive(holder, file) ? holder : null;
}

function readHolder(file: string): LockHolder | null {
	try {
		const holder = JSON.parse(readFileSync(file, 'utf8')) as LockHolder;
		return typeof holder.pid === 'number' ? holder : null;
	} catch (error) {
		if (error instanceof SyntaxError) return null; // cut off by a full disk: nobody's
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
		throw error;
	}
}

/**
 * Takes the lock of a data folder, making the folder if it is missing. A lock whose process is gone is
 * taken over. Returns the function that gives it back.
 * @throws LockHeldError when a living process holds it
 */
export function takeLock(folder: string, address: string | null): () => void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const file = join(folder, 'lock');
	const mine: LockHolder = {
		id: randomUUID(),
		pid: process.pid,
		started: processStart(process.pid),
		machine: hostname(),
		address,
		since: new Date().toISOString(),
	};
	// Written aside and linked, so that nobody ever reads half a lock.
	const draft = `${file}.${mine.id}`;
	writeFileSync(draft, JSON.stringify(mine, null, '\t'), { mode: 0o600 });
	try {
		for (let attempt = 0; ; attempt++) {
			try {
				linkSync(draft, file);
				break;
			} catch (error) {
				if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt === 20) throw error;
			}
			const holder = readHolder(file);
			if (holder && isAlive(holder, file)) throw new LockHeldError(folder, holder);
			setAside(file, holder);
		}
	} finally {
		rmSync(draft, { force: true });
	}
	const renew = setInterval(() => {
		const now = new Date();
		if (readHolder(file)?.id === mine.id) utimesSync(file, now, now);
	}, RENEW_MS);
	renew.unref();
	return () => {
		clearInterval(renew);
		if (readHolder(file)?.id === mine.id) rmSync(file, { force: true });
	};
}

/** Moves a dead holder's file away; another start may do the same at this moment. */
function setAside(file: string, dead: LockHolder | null): void {
	const aside = `${file}.${randomUUID()}`;
	try {
		renameSync(file, aside);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code === 'ENOENT') return; // another start was first
		throw error;
	}
	const moved = readHolder(aside);
	if (moved && moved.id !== dead?.id) {
		// What was moved is the fresh lock of a start that was first: put it back.
		linkSync(aside, file);
	}
	rmSync(aside, { force: true });
}
