import type { FastifyInstance } from 'fastify';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { answerTable, type Table } from '../../documents/table.ts';
import { LOCALES, type Locale, localeOf } from '../../documents/words.ts';
import { speech } from '../../mail/letter.ts';
import { contains } from '../../network/shapes.ts';
import { needReach, readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';
import { obligationWords } from './letters.ts';

const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const QUERY = {
  schema: {
    querystring: {
      type: 'object',
      required: ['place'],
      additionalProperties: false,
      properties: {
        place: { type: 'integer', minimum: 1, maximum: 2_147_483_647 },
        from: day,
        until: day,
        column: { type: 'string', pattern: '^[a-z]+-[0-9a-z-]{1,60}$' },
        state: { enum: ['late', 'open', 'coming', 'done', 'waived', 'not_asked'] },
        search: { type: 'string', maxLength: 200 },
        locale: { enum: [...LOCALES] },
      },
    },
  },
};

interface Asked {
  place: number;
  from?: string;
  until?: string;
  column?: string;
  state?: string;
  search?: string;
  locale?: string;
}

interface Row {
  member_id: number;
  member: string;
  kind: string;
  year: number | null;
  title: Record<string, string> | null;
  detail: string | null;
  due_on: string;
  state: string;
  done_on: string | null;
  article: string | null;
  reminded_on: string | null;
}

/** The grid as a file, one line for each obligation of each member. */
export function registerObligationRoutes(app: FastifyInstance, database: Database): void {
  for (const kind of ['csv', 'xlsx'] as const) {
    app.get(`/exports/obligations.${kind}`, QUERY, async (request, reply) => {
      const asked = request.query as Asked;
      const caller = await callerOf(request, database);
      return answerTable(reply, kind, await obligationTable(database, caller, asked, localeOf(asked.locale)));
    });
  }
}

async function obligationTable(
  database: Database,
  caller: Caller,
  { place, from, until, column, state, search }: Asked,
  locale: Locale,
): Promise<Table> {
  const rows = await readAs(database, caller, async (sql) => {
    await needReach(sql, 'dues.read', place);
    return sql<Row[]>`
      select o.place_id as member_id, g.name as member, o.kind, o.year, o.title, o.detail, o.due_on::text, o.state, o.done_on::text,
        o.article, (select max(r.sent_on)::text from obligation_reminder r
          where r.member_id = o.place_id and r.column_key = o.column_key) as reminded_on
      from app.obligations(${place}, true, coalesce(${from ?? null}::date, current_date - 1096),
        coalesce(${until ?? null}::date, current_date + 731)) o
      join member m on m.place_id = o.place_id join organisation g on g.id = m.organisation_id
      where (${column ?? null}::text is null or o.column_key = ${column ?? null})
        and (${state ?? null}::text is null or o.state = ${state ?? null})
        and (${contains(search)}::text is null or g.name_key like app.key(${contains(search)}::text))
      order by g.name_key, o.place_id, o.due_on, o.key`;
  });
  const words = speech(locale);
  return {
    name: `obligations-${place}`,
    title: words.say('obligation_grid'),
    rtl: locale === 'ar',
    header: [
      words.say('dues_number'),
      words.say('common_name'),
      words.say('obligation_what'),
      words.say('obligation_due'),
      words.say('common_status'),
      words.say('obligation_done'),
      words.say('obligation_why'),
      words.say('obligation_reminded_day'),
    ],
    rows: rows.map((row) => [
      row.member_id,
      row.member,
      obligationWords({ ...row, day: row.due_on, late: row.state === 'late' }, words),
      row.due_on,
      words.say(`obligation_state_${row.state}`),
      row.done_on,
      row.article,
      row.reminded_on,
    ]),
  };
}
