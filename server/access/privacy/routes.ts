import type { FastifyInstance } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerFile } from '../../documents/answer.ts';
import { type Block, renderDocument } from '../../documents/blocks.ts';
import { LOCALES, type Locale, localeOf } from '../../documents/words.ts';
import { Fault } from '../../errors.ts';
import { speech } from '../../mail/letter.ts';
import { readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';

const QUERY = {
  schema: {
    querystring: {
      type: 'object',
      additionalProperties: false,
      properties: { locale: { enum: [...LOCALES] } },
    },
  },
};
/** So many records of one kind stand in the readable form; all of them are in the other. */
const SHOWN = 200;

type Records = Record<string, Record<string, unknown> | Record<string, unknown>[]>;

/** Everything that stands under a person's own id, for themselves alone: as data and as a readable document. */
export function registerPrivacyRoutes(app: FastifyInstance, database: Database): void {
  app.get('/documents/my-data.json', QUERY, async (request, reply) => {
    const { records, at } = await recordsOf(database, await callerOf(request, database));
    const body = JSON.stringify({ format: 'ninefold-my-data/1', at, records }, null, 2);
    return reply
      .header('content-type', 'application/json; charset=utf-8')
      .header('content-disposition', 'attachment; filename="my-data.json"')
      .header('content-security-policy', "sandbox; default-src 'none'")
      .header('cache-control', 'no-store')
      .send(body);
  });
  app.get('/documents/my-data.pdf', QUERY, async (request, reply) => {
    const locale = localeOf((request.query as { locale?: string }).locale);
    const found = await recordsOf(database, await callerOf(request, database));
    return answerFile(reply, 'my-data', 'pdf', await documentOf(found, locale));
  });
}

async function recordsOf(database: Database, caller: Caller) {
  // A program was given rights of an office, not the person's own affairs.
  if (caller.kind === 'token') throw new Fault('FORBIDDEN', 'session_needed');
  return readAs(database, caller, async (sql) => {
    const [row] = await sql<{ records: Records | null; at: string; network: Record<string, string> }[]>`
      select app.own_records() as records, now() as at, (select name from network) as network`;
    if (!row?.records) throw new Fault('UNAUTHENTICATED');
    return { records: row.records, at: row.at, network: row.network };
  });
}

async function documentOf(
  { records, at, network }: { records: Records; at: string; network: Record<string, string> },
  locale: Locale,
): Promise<Uint8Array> {
  const words = speech(locale);
  const blocks: Block[] = [
    { kind: 'paragraph', text: words.say('privacy_document_lead', { date: words.date(at.slice(0, 10)) }) },
  ];
  for (const [kind, found] of Object.entries(records)) {
    const rows = Array.isArray(found) ? found : [found];
    if (rows.length === 0) continue;
    blocks.push({ kind: 'heading', text: `${kind.replaceAll('_', ' ')} (${rows.length})` });
    for (const row of rows.slice(0, SHOWN)) blocks.push({ kind: 'facts', rows: factsOf(row) });
  }
  const title = words.say('privacy_document_title');
  return renderDocument({ title, network: words.name(network), blocks }, locale);
}

/** The record as it is kept, name by name; what is empty is left out. */
function factsOf(row: Record<string, unknown>): [string, string][] {
  return Object.entries(row).flatMap(([name, value]) =>
    value === null || value === ''
      ? []
      : [[name.replaceAll('_', ' '), typeof value === 'object' ? JSON.stringify(value) : String(value)]],
  );
}
