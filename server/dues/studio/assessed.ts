import type { TransactionSql } from 'postgres';
import type { FactRead } from '../../statutes/facts-read.ts';

/** What a member was assessed for a year so far, differences included. */
export interface Assessed {
  member: number;
  name: string;
  /** The region in which it was assessed. */
  region: number;
  currency: string;
  sum: bigint;
  /** Those that ask for something, the newest first, with what of them has not been taken off. */
  asked: { id: string; left: bigint }[];
  /** The one that stands first: what the others correct. */
  first: string;
  /** By which version and on which facts it was computed the last time. */
  version: number;
  article: string;
  facts: string;
}

interface Row {
  id: string;
  member: number;
  name: string;
  region: number;
  currency: string;
  amount: string;
  left: string | null;
  corrects: string | null;
  version: number;
  article: string;
  calculation: string;
}

/** What was assessed for a year, by member, and the facts of each calculation in it. A `region` leaves out other regions'. */
export async function assessedIn(
  sql: TransactionSql,
  year: number,
  region: number | null,
): Promise<{ assessed: Map<number, Assessed>; facts: Map<string, FactRead[]> }> {
  const rows = await sql<Row[]>`
    select a.id, a.member_id as member, o.name, a.region_id as region, a.currency, a.amount::text, (b.amount - b.reduced)::text as left,
      a.corrects, a.version, a.article, a.calculation_id as calculation
    from assessment a left join assessment_balance b on b.assessment_id = a.id
    join member m on m.place_id = a.member_id join organisation o on o.id = m.organisation_id
    where a.year = ${year} and (${region}::int is null or a.region_id = ${region}::int)
    order by a.member_id, a.id`;
  const used = await sql<{ id: string; facts: FactRead[] }[]>`
    select id, facts from calculation where id in (select calculation_id from assessment where year = ${year})`;
  const assessed = new Map<number, Assessed>();
  for (const row of rows) {
    const known = assessed.get(row.member);
    const { id, member, name, currency, version, article, calculation } = row;
    const asked = BigInt(row.amount) > 0n ? [{ id, left: BigInt(row.left ?? 0) }] : [];
    assessed.set(member, {
      ...{ member, name, currency, version, article },
      region: known?.region ?? row.region,
      sum: (known?.sum ?? 0n) + BigInt(row.amount),
      asked: [...asked, ...(known?.asked ?? [])],
      first: known && row.corrects !== null ? known.first : id,
      facts: calculation,
    });
  }
  return { assessed, facts: new Map(used.map(({ id, facts }) => [id, facts])) };
}

/** Whether everybody in a region was asked for dues of the year: who was not came later, or was left out. */
export async function regionsIssued(
  sql: TransactionSql,
  year: number,
): Promise<(region: number | null) => boolean> {
  const runs = await sql<{ region: number | null; only: number[] | null }[]>`
    select region_id as region, case when chosen is not null then coalesce(chosen -> 'regionIds', '[]') end as only
    from dues_run where year = ${year} and kind = 'full'`;
  return (asked) =>
    runs.some(
      ({ region, only }) =>
        asked !== null && (only ? only.includes(asked) : region === null || region === asked),
    );
}
