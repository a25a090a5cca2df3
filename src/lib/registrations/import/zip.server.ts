import { inflateRawSync } from 'node:zlib';

/** XML that a sheet of the permitted size needs, several times over. */
const MAX_INFLATED_BYTES = 32 * 1024 * 1024;
const MAX_ENTRIES = 500;

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
const LOCAL_HEADER = 0x04034b50;

/**
 * Inflates the XML parts of a zip archive under a limit, before any other code may see the archive.
 * The sizes an archive declares are not believed: each part is inflated with the declared size as
 * the most it may give, so an archive that passes can't grow beyond it in another reader.
 *
 * @returns parts by path, or null when the archive is damaged, encrypted, or larger than allowed.
 */
export function inflateXmlParts(bytes: Uint8Array): Map<string, string> | null {
	const data = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	try {
		return readDirectory(data);
	} catch (error) {
		// Offsets beyond the end, data that does not inflate, a part larger than it said.
		if (error instanceof RangeError || isZlibError(error)) return null;
		throw error;
	}
}

function readDirectory(data: Buffer): Map<string, string> | null {
	const end = data.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
	if (end < 0 || data.readUInt32LE(end) !== END_OF_DIRECTORY) return null;
	const count = data.readUInt16LE(end + 10);
	if (count > MAX_ENTRIES) return null;

	const parts = new Map<string, string>();
	let total = 0;
	let at = data.readUInt32LE(end + 16);
	for (let i = 0; i < count; i++) {
		if (data.readUInt32LE(at) !== DIRECTORY_ENTRY) return null;
		const flags = data.readUInt16LE(at + 8);
		const method = data.readUInt16LE(at + 10);
		const packed = data.readUInt32LE(at + 20);
		const size = data.readUInt32LE(at + 24);
		const nameLength = data.readUInt16LE(at + 28);
		const name = data.toString('utf8', at + 46, at + 46 + nameLength);
		const local = data.readUInt32LE(at + 42);
		at += 46 + nameLength + data.readUInt16LE(at + 30) + data.readUInt16LE(at + 32);

		if (!name.endsWith('.xml') && !name.endsWith('.rels')) continue;
		total += size;
		if (flags & 1 || total > MAX_INFLATED_BYTES || parts.has(name)) return null;
		if (data.readUInt32LE(local) !== LOCAL_HEADER) return null;
		const start = local + 30 + data.readUInt16LE(local + 26) + data.readUInt16LE(local + 28);
		const body = data.subarray(start, start + packed);
		const part = inflate(body, method, size);
		if (part?.length !== size) return null;
		parts.set(name, part.toString('utf8'));
	}
	return parts;
}

function inflate(body: Buffer, method: number, size: number): Buffer | null {
	if (method === 0) return body;
	if (method !== 8) return null;
	return inflateRawSync(body, { maxOutputLength: Math.max(size, 1) });
}

function isZlibError(error: unknown): boolean {
	return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
}
