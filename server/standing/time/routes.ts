import type { FastifyInstance } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerTable } from '../../documents/table.ts';
import { LOCALES, localeOf } from '../../documents/words.ts';
import { comparisonTable } from './exports.ts';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const COMPARISON = {
  schema: {
    querystring: {
      type: 'object',
      required: ['from', 'until'],
      additionalProperties: false,
      properties: {
        ...{ from: day, until: day, locale: { enum: [...LOCALES] } },
        region: { type: 'string', pattern: '^[A-Za-z]{2,5}$' },
      },
    },
  },
};

type Query = { from: string; until: string; region?: string; locale?: string };

/** What changed between two days, as a file: structure is public, so the file is. */
export function registerTimeRoutes(app: FastifyInstance, database: Database): void {
  for (const kind of ['csv', 'xlsx'] as const) {
    app.get(`/exports/comparison.${kind}`, COMPARISON, async (request, reply) => {
      const { from, until, region = null, locale } = request.query as Query;
      const caller = await callerOf(request, database);
      const table = await comparisonTable(database, caller, { from, until, region }, localeOf(locale));
      return answerTable(reply, kind, table);
    });
  }
}
