import type { FastifyInstance, FastifyReply } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerFile } from '../../documents/answer.ts';
import { csvStream, type LongTable, xlsxStream } from '../../documents/long-table.ts';
import { answerTable } from '../../documents/table.ts';
import { LOCALES, localeOf } from '../../documents/words.ts';
import { agedTable, type BooksOf, trialBalanceTable } from './books-files.ts';
import { journalTable } from './journal.ts';
import { type StatementOf, statementPdf, statementTable } from './statement-file.ts';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const number = { type: 'integer', minimum: 1, maximum: 2_147_483_647 };
const locale = { enum: [...LOCALES] };
const query = (required: string[], properties: object) => ({
  type: 'object',
  required,
  additionalProperties: false,
  properties,
});
const JOURNAL = {
  schema: {
    querystring: query(['place', 'from', 'until'], { place: number, from: day, until: day, locale }),
  },
};
const BOOKS = { schema: { querystring: query(['place'], { place: number, asOf: day, locale }) } };
const STATEMENT = {
  schema: {
    params: { type: 'object', properties: { member: number } },
    querystring: query([], { from: day, until: day, locale }),
  },
};

type JournalQuery = { place: number; from: string; until: string; locale?: string };
type BooksQuery = { place: number; asOf?: string; locale?: string };
type StatementQuery = { from?: string; until?: string; locale?: string };

/** The books and the statements as files, for those who may read the dues. */
export function registerAccountsRoutes(app: FastifyInstance, database: Database): void {
  for (const kind of ['csv', 'xlsx'] as const) {
    app.get(`/exports/journal.${kind}`, JOURNAL, async (request, reply) => {
      const { locale: asked, ...of } = request.query as JournalQuery;
      const table = await journalTable(database, await callerOf(request, database), of, localeOf(asked));
      return answerLong(reply, kind, table);
    });
    for (const [name, tableOf] of [
      ['trial-balance', trialBalanceTable],
      ['receivables', agedTable],
    ] as const) {
      app.get(`/exports/${name}.${kind}`, BOOKS, async (request, reply) => {
        const { place, asOf, locale: language } = request.query as BooksQuery;
        const of: BooksOf = { place, asOf: asOf ?? null };
        const caller = await callerOf(request, database);
        return answerTable(reply, kind, await tableOf(database, caller, of, localeOf(language)));
      });
    }
    app.get(`/documents/statements/:member.${kind}`, STATEMENT, async (request, reply) => {
      const { of, language } = asked(request.params, request.query);
      const caller = await callerOf(request, database);
      return answerTable(reply, kind, await statementTable(database, caller, of, localeOf(language)));
    });
  }
  app.get('/documents/statements/:member.pdf', STATEMENT, async (request, reply) => {
    const { of, language } = asked(request.params, request.query);
    const found = await statementPdf(database, await callerOf(request, database), of, language);
    if ('parts' in found)
      return reply.code(422).send({ refusals: [{ code: 'statement_too_long' }], parts: found.parts });
    return answerFile(reply, found.name, 'pdf', found.pdf);
  });
}

function asked(params: unknown, given: unknown) {
  const { member } = params as { member: number };
  const { from, until, locale: language } = given as StatementQuery;
  const of: StatementOf = { member, from: from ?? null, until: until ?? null };
  return { of, language: language ? localeOf(language) : null };
}

function answerLong(reply: FastifyReply, kind: 'csv' | 'xlsx', table: LongTable): FastifyReply {
  answerFile(reply, table.name, kind, kind === 'csv' ? csvStream(table) : xlsxStream(table));
  return reply;
}
