import { PassThrough, type Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { TransactionSql } from 'postgres';
import type { Database } from '../database.ts';
import { Fault } from '../errors.ts';
import { needReach, readAs } from '../reading/entered.ts';
import type { Caller } from '../unit.ts';

type Row = Record<string, string | number | null>;
const BATCH = 1000;

/** The council's, region's or network's affiliates on the date, as far as the reader reaches. */
export async function exportAffiliates(
  database: Database,
  caller: Caller,
  place: number,
  asOf: string | null,
): Promise<Readable> {
  return csvOf(database, caller, async (sql) => {
    await needReach(sql, 'affiliates.read', place);
    return sql<Row[]>`
      select a.number, a.name, a.kind, a.city, a.country, a.since, upper(a.during) as until, a.member_id as council, o.name as council_name
      from affiliate a join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id
      where a.during @> coalesce(${asOf}::date, current_date) and (${place} = 1 or a.member_id = ${place} or exists (select 1 from member_region mr
        where mr.member_id = a.member_id and mr.region_id = ${place} and mr.during @> coalesce(${asOf}::date, current_date)))
      order by a.member_id, a.name_key, a.id`;
  });
}

/** The members of the region or the network on the date: structure, and so public. */
export async function exportMembers(
  database: Database,
  caller: Caller,
  place: number,
  asOf: string | null,
): Promise<Readable> {
  return csvOf(
    database,
    caller,
    async (sql) => sql<Row[]>`
    select m.place_id as number, o.name, o.acronym, o.country, ms.category, g.code as region, lower(ms.during) as since,
      lower(s.during) as suspended_since, o.website, o.source
    from member m join organisation o on o.id = m.organisation_id
    join membership ms on ms.member_id = m.place_id and ms.during @> coalesce(${asOf}::date, current_date)
    join member_region mr on mr.member_id = m.place_id and mr.during @> coalesce(${asOf}::date, current_date)
    join region g on g.place_id = mr.region_id
    left join suspension s on s.member_id = m.place_id and s.during @> coalesce(${asOf}::date, current_date)
    where ${place} in (1, mr.region_id) order by g.position, o.name_key`,
  );
}

/** Every fault of an import, as the file's owner mends it. */
export async function exportFaults(database: Database, caller: Caller, id: string): Promise<Readable> {
  return csvOf(database, caller, async (sql) => {
    const [found] = await sql`select 1 from import where id = ${id}`;
    if (!found) throw new Fault('NOT_FOUND');
    return sql<
      Row[]
    >`select row, header as column, field, value, code as reason, case when mild then 'note' else 'fault' end as weight
      from import_fault where import_id = ${id} order by row, n`;
  });
}

/**
 * Rows as CSV, streamed from a read that is entered as the caller. Cells that a spreadsheet would run as formulas
 * are quoted by an apostrophe; the mark at the start tells it that the text is UTF-8.
 */
async function csvOf(
  database: Database,
  caller: Caller,
  query: (sql: TransactionSql) => Promise<Row[]>,
): Promise<Readable> {
  const rows = await readAs(database, caller, query);
  const out = new PassThrough();
  const writer = stringify({ header: true, bom: true, escape_formulas: true, columns: columnsOf(rows) });
  writer.pipe(out);
  void feed(writer, rows);
  return out;
}

async function feed(writer: ReturnType<typeof stringify>, rows: Row[]): Promise<void> {
  for (let at = 0; at < rows.length; at += BATCH) {
    for (const row of rows.slice(at, at + BATCH)) writer.write(row);
    await new Promise((resolve) => setImmediate(resolve));
  }
  writer.end();
}

/** The header stands there for an empty export too. */
const columnsOf = (rows: Row[]) =>
  (rows as unknown as { columns: { name: string }[] }).columns.map((column) => column.name);
