/**
 * The little of the tar format that a backup needs, so that it works on any machine and any tar can
 * read it: plain files and folders, names up to 255 bytes. Plain Node: the scripts use it too.
 */
import { createReadStream, createWriteStream, mkdirSync, readdirSync, statSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join, normalize, sep } from 'node:path';

const BLOCK = 512;

/** One thing to pack: `name` is its path in the archive. */
export interface Entry {
	name: string;
	/** A file or folder on disk, or the content itself. */
	source: string | Buffer;
}

/** The archive as chunks. */
export async function* pack(entries: Entry[]): AsyncGenerator<Buffer> {
	for (const { name, source } of entries) yield* packOne(name, source);
	yield Buffer.alloc(2 * BLOCK);
}

async function* packOne(name: string, source: string | Buffer): AsyncGenerator<Buffer> {
	if (typeof source !== 'string') {
		yield header(name, source.length, '0', 0o600);
		yield source;
		yield padding(source.length);
		return;
	}
	const { size, mode } = statSync(source);
	if (statSync(source).isDirectory()) {
		yield header(`${name}/`, 0, '5', 0o700);
		for (const child of readdirSync(source).sort()) {
			yield* packOne(`${name}/${child}`, join(source, child));
		}
		return;
	}
	yield header(name, size, '0', mode & 0o777);
	let sent = 0;
	for await (const chunk of createReadStream(source)) {
		sent += (chunk as Buffer).length;
		yield chunk as Buffer;
	}
	if (sent !== size) throw new Error(`${source} changed while it was being read`);
	yield padding(size);
}

const padding = (size: number) => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

function header(name: string, size: number, type: '0' | '5', mode: number): Buffer {
	const block = Buffer.alloc(BLOCK);
	let path = name;
	let prefix = '';
	if (Buffer.byteLength(path) > 100) {
		const cut = path.indexOf('/', Buffer.byteLength(path) - 101);
		prefix = path.slice(0, cut);
		path = path.slice(cut + 1);
		if (cut < 1 || Buffer.byteLength(prefix) > 155) throw new Error(`${name} is too long a name`);
	}
	block.write(path, 0);
	block.write(`${mode.toString(8).padStart(7, '0')}\0`, 100);
	block.write('0000000\0', 108);
	block.write('0000000\0', 116);
	block.write(`${size.toString(8).padStart(11, '0')}\0`, 124);
	block.write(
		`${Math.floor(Date.now() / 1000)
			.toString(8)
			.padStart(11, '0')}\0`,
		136,
	);
	block.write('        ', 148);
	block.write(type, 156);
	block.write('ustar\x0000', 257);
	block.write(prefix, 345);
	const sum = block.reduce((total, byte) => total + byte, 0);
	block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
	return block;
}

/**
 * Unpacks an archive into an existing folder and returns the names in it.
 * @throws when the archive is cut off, damaged, or wants to write outside the folder
 */
export async function unpack(chunks: AsyncIterable<Buffer>, folder: string): Promise<string[]> {
	const input = new Reader(chunks);
	const names: string[] = [];
	for (;;) {
		const block = await input.read(BLOCK);
		if (block.every((byte) => byte === 0)) return names;
		const text = (from: number, length: number) =>
			block
				.subarray(from, from + length)
				.toString('utf8')
				.split('\0')[0] ?? '';
		const expected = parseInt(text(148, 8), 8);
		const sum = block.reduce((total, b, i) => total + (i >= 148 && i < 156 ? 32 : b), 0);
		if (sum !== expected) throw new Error('The archive is damaged.');
		const prefix = text(345, 155);
		const name = prefix ? `${prefix}/${text(0, 100)}` : text(0, 100);
		const path = normalize(join(folder, name));
		if (!path.startsWith(folder + sep)) {
			throw new Error(`The archive holds a foreign path: ${name}`);
		}
		names.push(name);
		if (text(156, 1) === '5') {
			mkdirSync(path, { recursive: true, mode: 0o700 });
			continue;
		}
		mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
		const size = parseInt(text(124, 12), 8);
		const file = createWriteStream(path, { mode: parseInt(text(100, 8), 8) });
		for (let left = size; left > 0;) {
			const part = await input.some(left);
			left -= part.length;
			if (!file.write(part)) await once(file, 'drain');
		}
		file.end();
		await once(file, 'close');
		await input.read((BLOCK - (size % BLOCK)) % BLOCK);
	}
}

/** Reads exact amounts from a stream of chunks. */
class Reader {
	#chunks: AsyncIterator<Buffer>;
	#rest: Buffer = Buffer.alloc(0);

	constructor(chunks: AsyncIterable<Buffer>) {
		this.#chunks = chunks[Symbol.asyncIterator]();
	}

	/** At least one byte and at most `limit`. */
	async some(limit: number): Promise<Buffer> {
		while (this.#rest.length === 0) {
			const next = await this.#chunks.next();
			if (next.done) throw new Error('The archive is cut off.');
			this.#rest = next.value;
		}
		const part = this.#rest.subarray(0, limit);
		this.#rest = this.#rest.subarray(part.length);
		return part;
	}

	async read(size: number): Promise<Buffer> {
		const parts: Buffer[] = [];
		for (let left = size; left > 0;) {
			const part = await this.some(left);
			parts.push(part);
			left -= part.length;
		}
		return Buffer.concat(parts);
	}
}
