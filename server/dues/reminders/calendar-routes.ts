import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../../database.ts';
import { Fault } from '../../errors.ts';
import { calendarText } from './calendar.ts';

const FILE = {
  schema: { params: { type: 'object', properties: { file: { type: 'string', maxLength: 100 } } } },
};

/** The address that calendar programs read. Who knows the secret reads it; nobody finds out whether one ever existed. */
export function registerCalendarRoutes(
  app: FastifyInstance,
  database: Database,
  publicUrl: string | null,
): void {
  app.get('/calendar/:file', FILE, async (request, reply) => {
    const [, secret] = /^([\w-]{43})\.ics$/.exec((request.params as { file: string }).file) ?? [];
    const own = publicUrl ?? `${request.protocol}://${request.host}`;
    const text = secret ? await calendarText(database, secret, own) : null;
    if (text === null) throw new Fault('NOT_FOUND');
    const etag = `"${createHash('sha256').update(text).digest('base64url').slice(0, 27)}"`;
    reply
      .header('etag', etag)
      .header('cache-control', 'private, max-age=900')
      .header('referrer-policy', 'no-referrer')
      .header('x-robots-tag', 'noindex');
    const known = String(request.headers['if-none-match'] ?? '').split(/\s*,\s*/);
    if (known.includes(etag) || known.includes(`W/${etag}`)) return reply.code(304).send();
    return reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'inline; filename="ninefold.ics"')
      .send(text);
  });
}
