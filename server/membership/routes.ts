import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, RouteShorthandOptions } from 'fastify';
import { callerOf } from '../access/bearer.ts';
import type { Database } from '../database.ts';
import { answerLongTable, FORMATS } from '../documents/long-table.ts';
import { answerResumable } from '../documents/resumable.ts';
import { badRequest, Refused } from '../errors.ts';
import type { Caller } from '../unit.ts';
import { affiliatesTable, faultsTable, membersTable } from './exports.ts';
import type { ImportKind } from './import-fields.ts';
import { duplicatesTable, expiringTable } from './organisations/exports.ts';
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
const asOf = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const text = { type: 'string', maxLength: 200 };
const asking = (properties: object) => ({
  schema: { querystring: { type: 'object', required: ['place'], additionalProperties: false, properties } },
});
const EXPORT = asking({ place, asOf });
const EXPORT_MEMBERS = asking({ place, asOf, search: text, country: text, category: text });
const EXPORT_DUPLICATES = asking({ place });
const EXPORT_EXPIRING = asking({
  place,
  asOf,
  within: { type: 'integer', minimum: 0, maximum: 3660 },
  kind: { enum: ['statutes', 'audit', 'annual_report', 'other'] },
});
const FAULTS = {
  schema: { params: { type: 'object', properties: { id: { type: 'string', pattern: '^[0-9a-f-]{36}$' } } } },
};

/** What is a file and so no GraphQL: uploads as a raw stream, exports. The same bearer, the same rights. */
export function registerMembershipRoutes(app: FastifyInstance, database: Database, dataDir: string): void {
  uploadRoute<{ kind: ImportKind; place: number; filename: string }>(
    app,
    database,
    '/imports',
    UPLOAD,
    (caller, of, body) => upload(database, caller, dataDir, of, body),
  );
  for (const format of FORMATS) {
    app.get(`/exports/affiliates.${format}`, EXPORT, async (request, reply) => {
      const { place, asOf } = request.query as { place: number; asOf?: string };
      const caller = await callerOf(request, database);
      return answerResumable(request, reply, format, () =>
        affiliatesTable(database, caller, place, asOf ?? null),
      );
    });
    app.get(`/exports/members.${format}`, EXPORT_MEMBERS, async (request, reply) => {
      const { asOf, ...of } = request.query as { place: number; asOf?: string };
      const caller = await callerOf(request, database);
      return answerLongTable(
        reply,
        format,
        await membersTable(database, caller, { ...of, asOf: asOf ?? null }),
      );
    });
    app.get(`/exports/duplicates.${format}`, EXPORT_DUPLICATES, async (request, reply) => {
      const { place } = request.query as { place: number };
      const caller = await callerOf(request, database);
      return answerLongTable(reply, format, await duplicatesTable(database, caller, place));
    });
    app.get(`/exports/expiring.${format}`, EXPORT_EXPIRING, async (request, reply) => {
      const { asOf, ...of } = request.query as { place: number; asOf?: string };
      const caller = await callerOf(request, database);
      const table = await expiringTable(database, caller, { ...of, asOf: asOf ?? null });
      return answerLongTable(reply, format, table);
    });
  }
  app.get('/imports/:id/faults.csv', FAULTS, async (request, reply) => {
    const { id } = request.params as { id: string };
    const caller = await callerOf(request, database);
    return answerLongTable(reply, 'csv', await faultsTable(database, caller, id));
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
