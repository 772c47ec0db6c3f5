import type { Database } from '../../database.ts';
import type { Cell, Table } from '../../documents/table.ts';
import { type Locale, say } from '../../documents/words.ts';
import { readAs } from '../../reading/entered.ts';
import type { Caller } from '../../unit.ts';
import { standingOr } from './shapes.ts';

/** Which two days are compared, for the whole network or one region. */
export interface Compared {
  from: string;
  until: string;
  region: string | null;
}

interface Row {
  kind: string;
  number: number;
  name: string;
  country: string;
  regionFrom: string | null;
  regionUntil: string | null;
  before: string | null;
  after: string | null;
}

const COLUMNS = ['kind', 'number', 'name', 'country', 'region_from', 'region_until', 'before', 'after'];

/** Who changed between two days, as a file. Standing only for a reader who is signed in, as on the page. */
export async function comparisonTable(
  database: Database,
  caller: Caller,
  { from, until, region }: Compared,
  locale: Locale,
): Promise<Table> {
  const rows = await readAs(
    database,
    caller,
    (sql) => sql<Row[]>`
      select x.kind, x.member_id as number, o.name, o.country, ga.code as "regionFrom", gb.code as "regionUntil",
        ${sql.unsafe(standingOr('x', 'before', 'day_a', 'x.locale'))} as before,
        ${sql.unsafe(standingOr('x', 'after', 'day_b', 'x.locale'))} as after
      from (select c.*, ${from}::date as day_a, ${until}::date as day_b, ${locale}::text as locale
        from app.compared(${from}::date, ${until}::date) c) x
      join member m on m.place_id = x.member_id join organisation o on o.id = m.organisation_id
      left join region ga on ga.place_id = x.region_a left join region gb on gb.place_id = x.region_b
      where (${region}::text is null or upper(${region}::text) in (ga.code, gb.code))
        and (x.kind <> 'standing' or app.actor() is not null)
      order by x.kind, o.name_key, x.member_id`,
  );
  return {
    name: `changes-${region ? `${region.toLowerCase()}-` : ''}${from}-${until}`,
    title: `${from} ${until}`,
    header: COLUMNS.map((name) => say(locale, `time_column_${name}`)),
    rows: rows.map((row): Cell[] => [
      say(locale, `time_kind_${row.kind}`),
      ...[row.number, row.name, row.country, row.regionFrom, row.regionUntil],
      ...[row.before, row.after].map((value) =>
        row.kind === 'standing' ? statusWords(locale, value) : value,
      ),
    ]),
    rtl: locale === 'ar',
  };
}

/** Statuses that the product has words for, where the rulebook of the day gave none. */
const NAMED = new Set(['good', 'in_arrears', 'not_in_good_standing', 'suspended']);

const statusWords = (locale: Locale, value: string | null): string | null =>
  value !== null && NAMED.has(value) ? say(locale, `standing_status_${value}`) : value;
