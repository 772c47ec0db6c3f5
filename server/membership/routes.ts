import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, RouteShorthandOptions } from 'fastify';
import { callerOf } from '../access/bearer.ts';
import type { Database } from '../database.ts';
import { badRequest, Refused } from '../errors.ts';
import type { Caller } from '../unit.ts';
import { exportAffiliates, exportFaults, exportMembers } from './exports.ts';
import type { ImportKind } from './import-fields.ts';
import { upload } from './uploads.ts';

const place = { type: 'integer', minimum: 1 };
const UPLOAD = {
  schema: {
    querystring: {
      type: 'object',
      required: ['kind', 'place', 'filename'],
      additionalProperties: false,
      properties: {
        kind: { enum: ['affiliates', 'members'] },
        place,
        filename: { type: 'string', minLength: 1, maxLength: 200 },
      },
    },
  },
};
const EXPORT = {
  schema: {
    querystring: {
      type: 'object',
      required: ['place'],
      additionalProperties: false,
      properties: { place, asOf: { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' } },
    },
  },
};
const FAULTS = {
  schema: { params: { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } } } },
};

/** What is a file and so no GraphQL: uploads as a raw stream, exports as CSV. The same bearer, the same rights. */
export function registerMembershipRoutes(app: FastifyInstance, database: Database, dataDir: string): void {
  uploadRoute<{ kind: ImportKind; place: number; filename: string }>(
    app,
    database,
    '/imports',
    UPLOAD,
    (caller, of, body) => upload(database, caller, dataDir, of, body),
  );
  app.get('/exports/affiliates.csv', EXPORT, async (request, reply) => {
    const { place, asOf } = request.query as { place: number; asOf?: string };
    return csv(
      reply,
      'affiliates',
      await exportAffiliates(database, await callerOf(request, database), place, asOf ?? null),
    );
  });
  app.get('/exports/members.csv', EXPORT, async (request, reply) => {
    const { place, asOf } = request.query as { place: number; asOf?: string };
    return csv(
      reply,
      'members',
      await exportMembers(database, await callerOf(request, database), place, asOf ?? null),
    );
  });
  app.get('/imports/:id/faults.csv', FAULTS, async (request, reply) => {
    const { id } = request.params as { id: string };
    return csv(reply, 'faults', await exportFaults(database, await callerOf(request, database), id));
  });
}

/** POST of a file as a raw stream: answers what it became, or why it was not taken. */
export function uploadRoute<Of>(
  app: FastifyInstance,
  database: Database,
  path: string,
  options: RouteShorthandOptions,
  take: (caller: Caller, of: Of, body: IncomingMessage) => Promise<{ id: string; known: boolean }>,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    scope.post(path, options, async (request, reply) => {
      const caller = await callerOf(request, database);
      if (!request.body) throw badRequest('application/octet-stream');
      try {
        const { id, known } = await take(caller, request.query as Of, request.body as IncomingMessage);
        return reply.code(known ? 200 : 201).send({ id, known });
      } catch (error) {
        if (error instanceof Refused) return reply.code(422).send({ refusals: error.refusals });
        throw error;
      }
    });
  });
}

function csv(reply: FastifyReply, name: string, body: NodeJS.ReadableStream) {
  return reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', `attachment; filename="${name}.csv"`)
    .header('content-security-policy', "sandbox; default-src 'none'")
    .header('cache-control', 'no-store')
    .send(body);
}
