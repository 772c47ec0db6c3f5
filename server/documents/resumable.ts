/** A long table that broke off is gone on with: the bytes that are missing, where nothing has changed since. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerFile } from './answer.ts';
import { answerLongTable, csvStream, type Format, jsonStream, type LongTable } from './long-table.ts';

/** A long table with the state of the data that it is made of: as long as that is the same, so is every byte. */
export interface ResumableTable extends LongTable {
  state: string;
}

/**
 * Answers a long table as a file that can be gone on with: `Range: bytes=N-` with the file's own `If-Range` gives the
 * rest. The table is read anew for it, once to know its length and once to send what is missing; where the data has
 * changed, the whole file comes. A workbook is packed and always comes whole.
 */
export async function answerResumable(
  request: FastifyRequest,
  reply: FastifyReply,
  kind: Format,
  open: () => Promise<ResumableTable>,
): Promise<FastifyReply> {
  const table = await open();
  if (kind === 'xlsx') return answerLongTable(reply, kind, table);
  const tag = tagOf(request.url, table.state);
  reply.header('accept-ranges', 'bytes').header('etag', tag);
  const from = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (from === 0 || request.headers['if-range'] !== tag) return answerLongTable(reply, kind, table);
  const write = kind === 'csv' ? csvStream : jsonStream;
  let total = 0;
  for await (const chunk of write(table)) total += Buffer.byteLength(chunk);
  if (from >= total) return reply.code(416).header('content-range', `bytes */${total}`).send();
  const again = await open();
  // Changed while it was measured: the whole of what there is now.
  if (again.state !== table.state)
    return answerLongTable(reply.header('etag', tagOf(request.url, again.state)), kind, again);
  reply
    .code(206)
    .header('content-range', `bytes ${from}-${total - 1}/${total}`)
    .header('content-length', total - from);
  return answerFile(reply, table.name, kind, Readable.from(after(write(again), from)));
}

const tagOf = (url: string, state: string) =>
  `"${createHash('sha256').update(`${url}\n${state}`).digest('base64url').slice(0, 27)}"`;

/** The bytes of a stream from one on. */
async function* after(stream: Readable, from: number): AsyncGenerator<Buffer> {
  let left = from;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    if (left < bytes.length) yield bytes.subarray(left);
    left = Math.max(0, left - bytes.length);
  }
}
