import type { TransactionSql } from 'postgres';
import type { Database } from '../database.ts';
import type { LongTable } from '../documents/long-table.ts';
import type { ResumableTable } from '../documents/resumable.ts';
import type { Cell } from '../documents/table.ts';
import { Fault } from '../errors.ts';
import { needReach, readAs } from '../reading/entered.ts';
import type { Caller } from '../unit.ts';

export type Row = Record<string, string | number | null>;
/** So many rows are held at a time, whatever the table's length. */
const BATCH = 5000;

const AFFILIATE_COLUMNS = [
  ...['number', 'name', 'kind', 'city', 'country', 'since', 'until', 'persons', 'council', 'council_name'],
];

/**
 * The council's, region's or network's affiliates on the date, as far as they are the reader's to see. `state` tells two
 * readings apart that would not be the same, byte by byte.
 */
export async function affiliatesTable(
  database: Database,
  caller: Caller,
  place: number,
  asOf: string | null,
): Promise<ResumableTable> {
  let state = '';
  const table = await longTable(database, caller, 'affiliates', AFFILIATE_COLUMNS, async (sql, after) => {
    if (!after) {
      await needReach(sql, 'affiliates.read', place);
      state = await affiliatesState(sql, asOf);
    }
    return sql<Row[]>`
      select a.number, a.name, a.kind, a.city, a.country, a.since::text, upper(a.during)::text as until,
        (select z.persons from affiliate_size z where z.affiliate_id = a.id and z.day <= d.day
          order by z.day desc, z.recorded_at desc limit 1) as persons,
        a.member_id as council, o.name as council_name, a.name_key, a.id
      from (select coalesce(${asOf}::date, current_date) as day) d
      join affiliate a on a.since <= d.day and a.until > d.day
      join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id
      where (${place} = 1 or a.member_id = ${place} or a.member_id = any(array(select mr.member_id from member_region mr
          where mr.region_id = ${place} and mr.since <= coalesce(${asOf}::date, current_date) and mr.until > coalesce(${asOf}::date, current_date))))
        and (a.member_id, a.name_key, a.id) > (${after?.['council'] ?? 0}::int, ${after?.['name_key'] ?? ''}::text,
          ${after?.['id'] ?? '00000000-0000-0000-0000-000000000000'}::uuid)
      order by a.member_id, a.name_key, a.id limit ${BATCH}`;
  });
  return { ...table, state };
}

/** Which versions of which rows the file of affiliates is made of, on which day. */
async function affiliatesState(sql: TransactionSql, asOf: string | null): Promise<string> {
  const [row] = await sql<{ state: string }[]>`
    select concat_ws('-', coalesce(${asOf}::date, current_date),
      (select concat_ws('-', count(*), sum(a.xmin::text::bigint), sum(o.xmin::text::bigint)) from affiliate a
        join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id),
      (select concat_ws('-', count(*), sum(z.xmin::text::bigint)) from affiliate_size z),
      (select concat_ws('-', count(*), sum(r.xmin::text::bigint)) from member_region r)) as state`;
  return row?.state ?? '';
}

const MEMBER_COLUMNS = [
  ...[
    'number',
    'name',
    'acronym',
    'country',
    'category',
    'region',
    'since',
    'suspended_since',
    'website',
    'source',
  ],
];

/** What of the members is asked for: all of a place, or of a country, a category, a part of their name. */
export interface MembersOf {
  place: number;
  asOf: string | null;
  search?: string | null;
  country?: string | null;
  category?: string | null;
}

/** The members of the region or the network on the date: structure, and so public. */
export async function membersTable(database: Database, caller: Caller, of: MembersOf): Promise<LongTable> {
  const { place, asOf, search = null, country = null, category = null } = of;
  const pattern = search ? `%${search.replace(/[\\%_]/g, '\\$&')}%` : null;
  return longTable(database, caller, 'members', MEMBER_COLUMNS, async (sql, after) => {
    if (after) return [];
    return sql<Row[]>`
      select m.place_id as number, app.name_on(o.id, coalesce(${asOf}::date, current_date)) as name, o.acronym, o.country, ms.category, g.code as region, lower(ms.during)::text as since,
        lower(s.during)::text as suspended_since, o.website, o.source
      from member m join organisation o on o.id = m.organisation_id
      join membership ms on ms.member_id = m.place_id and ms.during @> coalesce(${asOf}::date, current_date)
      join member_region mr on mr.member_id = m.place_id and mr.during @> coalesce(${asOf}::date, current_date)
      join region g on g.place_id = mr.region_id
      left join suspension s on s.member_id = m.place_id and s.during @> coalesce(${asOf}::date, current_date)
      where ${place} in (1, mr.region_id) and (${country}::text is null or o.country = ${country})
        and (${category}::text is null or ms.category = ${category})
        and (${pattern}::text is null or o.name_key like app.key(${pattern}))
      order by g.position, o.name_key`;
  });
}

const FAULT_COLUMNS = ['row', 'column', 'field', 'value', 'reason', 'weight'];

/** Every fault of an import, as the file's owner mends it. */
export async function faultsTable(database: Database, caller: Caller, id: string): Promise<LongTable> {
  return longTable(database, caller, 'faults', FAULT_COLUMNS, async (sql, after) => {
    const [found] = await sql`select 1 from import where id = ${id}`;
    if (!found) throw new Fault('NOT_FOUND');
    return sql<Row[]>`
      select row, header as column, field, value, code as reason, case when mild then 'note' else 'fault' end as weight, n
      from import_fault where import_id = ${id} and (row, n) > (${after?.['row'] ?? -1}::int, ${after?.['n'] ?? -1}::int)
      order by row, n limit ${BATCH}`;
  });
}

/**
 * A table that is read batch by batch, each after the last row of the one before and entered anew as the caller, so that
 * neither a long file is held nor a connection for as long as a slow line takes. The first batch is read at once: what
 * the caller may not have is refused before a file begins.
 */
export async function longTable(
  database: Database,
  caller: Caller,
  name: string,
  columns: string[],
  batch: (sql: TransactionSql, after: Row | null) => Promise<Row[]>,
): Promise<LongTable> {
  const first = await readAs(database, caller, (sql) => batch(sql, null));
  async function* batches(): AsyncGenerator<Cell[][]> {
    for (let rows = first; rows.length > 0; ) {
      yield rows.map((row) => columns.map((column) => row[column] ?? null));
      if (rows.length < BATCH) return;
      const last = rows.at(-1) as Row;
      rows = await readAs(database, caller, (sql) => batch(sql, last));
    }
  }
  return { name, title: name, header: columns, batches: batches() };
}
