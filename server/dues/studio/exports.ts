import type { FastifyInstance } from 'fastify';
import type { TransactionSql } from 'postgres';
import { callerOf } from '../../access/bearer.ts';
import type { Database } from '../../database.ts';
import { date, number } from '../../documents/formats.ts';
import { answerTable, type Cell, type Table } from '../../documents/table.ts';
import { hasWords, type Locale, localeOf, say } from '../../documents/words.ts';
import { badRequest, Refused } from '../../errors.ts';
import { major } from '../../money.ts';
import type { DuesScenarioInput, SimulateDuesInput, SimulatedShow, SimulatedSort } from '../../types.ts';
import { act } from '../../unit.ts';
import type { Warning } from '../plan.ts';
import { amountOf, type Line } from './simulation.ts';
import { type Simulated, simulated } from './studio.ts';

const text = { type: 'string', maxLength: 100 };
const year = { type: 'integer' };
const draft = { type: 'string', pattern: '^[0-9a-f-]{36}$' };
const day = { type: 'string', pattern: '^\\d{4}-\\d{2}-\\d{2}$' };
const EXPORT = {
  schema: {
    params: { type: 'object', properties: { kind: { enum: ['csv', 'xlsx'] } } },
    querystring: {
      type: 'object',
      required: ['place', 'year'],
      additionalProperties: false,
      properties: {
        ...{
          place: year,
          year,
          version: year,
          draft,
          otherYear: year,
          otherVersion: year,
          otherDraft: draft,
          knownOn: day,
          otherKnownOn: day,
        },
        ...{ groupBy: text, group: text, show: text, search: text, sort: text, locale: text },
        descending: { type: 'boolean' },
      },
    },
  },
};

interface Query {
  place: number;
  year: number;
  version?: number;
  draft?: string;
  otherYear?: number;
  otherVersion?: number;
  otherDraft?: string;
  knownOn?: string;
  otherKnownOn?: string;
  groupBy?: string;
  group?: string;
  show?: SimulatedShow;
  search?: string;
  sort?: SimulatedSort;
  descending?: boolean;
  locale?: string;
}

/** A simulation as a table to be kept: every line that matches, in the reader's language. */
export function registerStudioRoutes(app: FastifyInstance, database: Database): void {
  app.get('/exports/dues-simulation.:kind', EXPORT, async (request, reply) => {
    const { kind } = request.params as { kind: 'csv' | 'xlsx' };
    const query = request.query as Query;
    const caller = await callerOf(request, database);
    const locale = localeOf(query.locale);
    try {
      const table = await act(database, caller, async (unit) => {
        const found = await simulated(unit, inputOf(query));
        if ('faults' in found) throw badRequest('draft');
        return tableOf(found, await regionNames(unit.sql, locale), locale);
      });
      return answerTable(reply, kind, table);
    } catch (error) {
      if (error instanceof Refused) return reply.code(422).send({ refusals: error.refusals });
      throw error;
    }
  });
}

function inputOf(query: Query): SimulateDuesInput {
  const { place, otherYear, groupBy, group, show, search, sort, descending } = query;
  const side = (of: number, version?: number, draftId?: string, knownOn?: string): DuesScenarioInput => ({
    year: of,
    version,
    draftId,
    knownOn,
  });
  return {
    placeId: place,
    scenario: side(query.year, query.version, query.draft, query.knownOn),
    comparedWith: otherYear
      ? side(otherYear, query.otherVersion, query.otherDraft, query.otherKnownOn)
      : null,
    ...{ groupBy: groupBy ?? 'region', group, show: show ?? 'all', search, sort: sort ?? 'NAME', descending },
  };
}

async function regionNames(sql: TransactionSql, locale: Locale): Promise<Map<number, string>> {
  const rows = await sql<{ id: number; name: string }[]>`
    select place_id as id, coalesce(name ->> ${locale}, name ->> 'en', code) as name from region`;
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function tableOf(found: Simulated, regions: Map<number, string>, locale: Locale): Table {
  const { rules, scenario, comparedWith, facts, wanted } = found;
  const { currency } = rules;
  const named = (side: Simulated['scenario']) =>
    [
      number(locale, Number(side['year']), { useGrouping: false }),
      side['draft'] ?? say(locale, 'dues_run_version', { version: String(side['version']) }),
      ...(side['knownOn']
        ? [say(locale, 'dues_studio_known_on', { date: date(locale, String(side['knownOn'])) })]
        : []),
    ].join(' · ');
  const header = [
    say(locale, 'dues_number'),
    say(locale, 'common_name'),
    say(locale, 'member_region'),
    ...facts.map((fact) => factWords(locale, fact)),
    `${say(locale, 'dues_amount')} (${currency}), ${named(scenario)}`,
    ...(comparedWith
      ? [
          `${say(locale, 'dues_amount')} (${currency}), ${named(comparedWith)}`,
          `${say(locale, 'dues_studio_difference')} (${currency})`,
        ]
      : []),
    say(locale, 'dues_due_on'),
    say(locale, 'dues_warning'),
  ];
  const rows = wanted.map((line): Cell[] => [
    line.member,
    line.name,
    line.region === null ? '' : (regions.get(line.region) ?? ''),
    ...facts.map((fact) => factOf(line, fact)),
    money(amountOf(line.dues), currency),
    ...(comparedWith ? [money(amountOf(line.before), currency), money(line.difference, currency)] : []),
    line.dues && !('code' in line.dues) ? line.dues.dueOn : '',
    line.warnings.map((warning) => warningWords(locale, warning, currency)).join('; '),
  ]);
  const title = `${say(locale, 'dues_studio')} ${named(scenario)}`;
  return { name: `dues-simulation-${scenario['year']}`, title, header, rows, rtl: locale === 'ar' };
}

const money = (minor: bigint | null, currency: string): Cell => (minor === null ? null : { minor, currency });

function factOf({ dues, before }: Line, fact: string): Cell {
  const used = [dues, before].find((one) => one !== null && !('code' in one));
  const value = used && !('code' in used) ? used.facts.find(({ name }) => name === fact)?.value : null;
  return value === null || value === undefined ? '' : String(value);
}

function factWords(locale: Locale, fact: string): string {
  return hasWords(`dues_fact_${fact}`) ? say(locale, `dues_fact_${fact}`) : fact;
}

/** A warning in words, as the pages say it (web/src/routes/w/[place]/dues/states.ts). */
function warningWords(locale: Locale, { code, fact, detail }: Warning, currency: string): string {
  const key = `dues_warning_${code}`;
  if (!hasWords(key)) return code;
  const value = detail ?? '';
  const amount = code === 'changed_much' ? `${major(BigInt(value || 0), currency)} ${currency}` : value;
  return say(locale, key, { fact: factWords(locale, fact ?? ''), value, amount, date: value });
}
