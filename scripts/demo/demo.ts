import type postgres from 'postgres';
import { Random } from './random.ts';

/** What the generators of the demonstration network share: the transaction, and what stands so far. */
export interface Demo {
  sql: postgres.TransactionSql;
  /** How many times larger than the demonstration the generated part shall be. */
  scale: number;
  random: Random;
  /** The database's date, as YYYY-MM-DD. */
  today: string;
  regions: { id: number; code: string }[];
  members: DemoMember[];
  people: DemoPerson[];
  /** Where the installation keeps its files; null where none are to be written. */
  files: string | null;
}

export interface DemoMember {
  id: number;
  name: string;
  country: string;
  category: string;
  /** The region today, or the last one. */
  regionId: number;
  since: string;
  /** First day on which it no longer was a member; null while it is one. */
  until: string | null;
  /** L, LM, UM or H by the World Bank; null where it classifies no such economy. */
  incomeGroup: string | null;
  invented: boolean;
}

export interface DemoPerson {
  id: string;
  name: string;
  offices: { kind: string; placeId: number }[];
}

/** Begins a demonstration within a transaction: the same seed gives the same network. */
export async function beginDemo(
  sql: postgres.TransactionSql,
  scale: number,
  files: string | null = null,
): Promise<Demo> {
  const [clock] = await sql<{ today: string }[]>`select current_date::text as today`;
  const today = String(clock?.today);
  return { sql, scale, random: new Random(1928), today, regions: [], members: [], people: [], files };
}

/** Writes many rows in one statement; the keys of the first row name the columns, whose types the table knows. */
export async function insertRows(
  sql: postgres.TransactionSql,
  table: string,
  rows: readonly object[],
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const columns = Object.keys(first).map((name) => `"${name}"`);
  await sql.unsafe(
    `insert into ${table} (${columns}) select ${columns} from json_populate_recordset(null::${table}, $1::text::json)`,
    [JSON.stringify(rows)],
  );
}

/** A period [from, until) as text of a range. */
export function period(from: string, until: string | null = null): string {
  return `[${from},${until ?? ''})`;
}
