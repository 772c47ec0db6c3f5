import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { badRequest, Refused } from '../../errors.ts';
import { takeReference } from './reference.ts';
import { REFERENCE_KINDS, type ReferenceKind } from './reference-kinds.ts';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const UPLOAD = {
  schema: {
    querystring: {
      type: 'object',
      required: ['kind', 'filename', 'label', 'source'],
      additionalProperties: false,
      properties: {
        kind: { enum: REFERENCE_KINDS },
        filename: { type: 'string', minLength: 1, maxLength: 200 },
        label: { type: 'string', maxLength: 120 },
        source: { type: 'string', maxLength: 300 },
        supersedes: { type: 'string', pattern: '^[0-9a-f-]{36}$' },
        from: day,
        until: day,
        shift: { type: 'integer', minimum: 0, maximum: 10 },
        base: { type: 'string', pattern: '^[A-Z]{3}$' },
        series: { type: 'string', pattern: '^[a-z][a-z0-9_]{0,59}$' },
      },
    },
  },
};

interface Query {
  kind: ReferenceKind;
  filename: string;
  label: string;
  source: string;
  supersedes?: string;
  from?: string;
  until?: string;
  shift?: number;
  base?: string;
  series?: string;
}

/** Files of reference data come as a raw stream, like other imports. */
export function registerReferenceRoutes(app: FastifyInstance, database: Database, dataDir: string): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', (_request, payload, done) => done(null, payload));
    scope.post('/reference-loads', UPLOAD, async (request, reply) => {
      const query = request.query as Query;
      if (!request.body) throw badRequest('application/octet-stream');
      const offered = {
        ...query,
        supersedes: query.supersedes ?? null,
        from: query.from ?? null,
        until: query.until ?? null,
        shift: query.shift ?? 0,
        base: query.base ?? null,
        series: query.series ?? null,
      };
      try {
        const caller = await callerOf(request, database);
        const taken = await takeReference(
          database,
          caller,
          dataDir,
          offered,
          request.body as IncomingMessage,
        );
        return reply.code('load' in taken ? 201 : 200).send(taken);
      } catch (error) {
        if (error instanceof Refused) return reply.code(422).send({ refusals: error.refusals });
        throw error;
      }
    });
  });
}
