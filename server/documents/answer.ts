/** How a file is answered: to be kept, never run by the browser, never kept by a proxy. */
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

const TYPES = {
  pdf: 'application/pdf',
  xml: 'application/xml; charset=utf-8',
  zip: 'application/zip',
  csv: 'text/csv; charset=utf-8',
  json: 'application/json; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Answers a file by its name. The name is plain: what is not a letter, digit, point or dash becomes a dash. */
export function answerFile(
  reply: FastifyReply,
  name: string,
  kind: keyof typeof TYPES,
  body: Uint8Array | string | Readable,
): FastifyReply {
  const plain = name.replace(/[^A-Za-z0-9.-]+/g, '-');
  return reply
    .header('content-type', TYPES[kind])
    .header('content-disposition', `attachment; filename="${plain}.${kind}"`)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'no-store')
    .send(typeof body === 'string' || body instanceof Readable ? body : Buffer.from(body));
}
