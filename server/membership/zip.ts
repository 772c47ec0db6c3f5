import { createReadStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { createInflateRaw } from 'node:zlib';
import { JobFailed } from '../jobs.ts';

/** What a spreadsheet may unfold to; real ones of 32 MB stay far below. */
const MOST_UNFOLDED = 200 * 1024 * 1024;
const MOST_ENTRIES = 1000;
/** After an entry's data may stand its sizes once more. */
const DESCRIPTOR = 24;

interface Entry {
  at: number;
  method: number;
  packed: number;
  name: string;
}

/**
 * Looks into a zip before anything else unfolds it. Sizes that it states may lie, so every entry is unfolded into
 * nothing and counted; and the entries must fill the file, since readers of streams see what no directory lists.
 */
export async function refuseZipBomb(path: string): Promise<void> {
  const file = await open(path);
  try {
    const { entries, directory } = await readDirectory(file);
    let end = 0;
    let unfolded = 0;
    for (const entry of entries.sort((a, b) => a.at - b.at)) {
      if (entry.at < end || entry.at > end + DESCRIPTOR) throw new JobFailed('file_damaged');
      const data = await dataStart(file, entry);
      end = data + entry.packed;
      if (end > directory) throw new JobFailed('file_damaged');
      unfolded += await unfoldedSize(path, entry, data, MOST_UNFOLDED - unfolded);
    }
    if (directory > end + DESCRIPTOR) throw new JobFailed('file_damaged');
    if (!entries.some((entry) => entry.name === 'xl/workbook.xml')) throw new JobFailed('file_not_table');
  } finally {
    await file.close();
  }
}

async function readDirectory(file: FileHandle): Promise<{ entries: Entry[]; directory: number }> {
  const { size } = await file.stat();
  const tail = await slice(file, Math.max(0, size - 65_557), size);
  const found = tail.lastIndexOf('PK\u0005\u0006', undefined, 'latin1');
  if (found < 0 || found + 22 > tail.length) throw new JobFailed('file_damaged');
  const count = tail.readUInt16LE(found + 10);
  const length = tail.readUInt32LE(found + 12);
  const directory = tail.readUInt32LE(found + 16);
  if (count > MOST_ENTRIES || directory === 0xffffffff) throw new JobFailed('file_too_large');
  if (directory + length > size) throw new JobFailed('file_damaged');
  const bytes = await slice(file, directory, directory + length);
  const entries: Entry[] = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > bytes.length || bytes.readUInt32LE(at) !== 0x02014b50) throw new JobFailed('file_damaged');
    if (bytes.readUInt16LE(at + 8) & 1) throw new JobFailed('file_locked');
    const name = bytes.subarray(at + 46, at + 46 + bytes.readUInt16LE(at + 28)).toString('utf8');
    entries.push({
      at: bytes.readUInt32LE(at + 42),
      method: bytes.readUInt16LE(at + 10),
      packed: bytes.readUInt32LE(at + 20),
      name,
    });
    at += 46 + bytes.readUInt16LE(at + 28) + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return { entries, directory };
}

/** Where the entry's data begins: after its own head, whose name and extra part have lengths of their own. */
async function dataStart(file: FileHandle, entry: Entry): Promise<number> {
  const head = await slice(file, entry.at, entry.at + 30);
  if (head.length < 30 || head.readUInt32LE(0) !== 0x04034b50) throw new JobFailed('file_damaged');
  return entry.at + 30 + head.readUInt16LE(26) + head.readUInt16LE(28);
}

async function unfoldedSize(path: string, entry: Entry, from: number, most: number): Promise<number> {
  if (entry.method === 0) return entry.packed;
  if (entry.method !== 8) throw new JobFailed('file_damaged');
  if (entry.packed === 0) return 0;
  let size = 0;
  const packed = createReadStream(path, { start: from, end: from + entry.packed - 1 });
  const inflate = packed.pipe(createInflateRaw());
  try {
    for await (const chunk of inflate) {
      size += (chunk as Buffer).length;
      if (size > most) throw new JobFailed('file_too_large');
    }
    return size;
  } catch (error) {
    throw error instanceof JobFailed ? error : new JobFailed('file_damaged');
  } finally {
    packed.destroy();
    inflate.destroy();
  }
}

async function slice(file: FileHandle, from: number, to: number): Promise<Buffer> {
  const buffer = Buffer.alloc(to - from);
  const { bytesRead } = await file.read(buffer, 0, buffer.length, from);
  return buffer.subarray(0, bytesRead);
}
