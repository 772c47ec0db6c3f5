import type { TransactionSql } from 'postgres';

export type Kind = 'invoice' | 'credit_note';

/** Numbers taken of a series: `first` and those after it. */
export interface Taken {
  kind: Kind;
  year: number;
  prefix: string;
  first: number;
}

/**
 * Takes the next numbers of the year's series, in the transaction that uses them: the series stays locked until it
 * ends, and a transaction that fails gives them back, so there are no gaps. A new series takes its prefix from the
 * issuer of that day.
 */
export async function takeNumbers(
  sql: TransactionSql,
  kind: Kind,
  day: string,
  count: number,
): Promise<Taken> {
  const year = Number(day.slice(0, 4));
  const [taken] = await sql<{ prefix: string; last: number }[]>`
    insert into invoice_series as s (kind, year, prefix, last)
    values (${kind}, ${year}, coalesce(
      (select case ${kind} when 'invoice' then i.invoice_prefix else i.credit_prefix end from invoice_issuer i
        where i.since <= ${day}::date order by i.since desc, i.id desc limit 1),
      case ${kind} when 'invoice' then 'INV' else 'CN' end), ${count})
    on conflict (kind, year) do update set last = s.last + ${count}
    returning s.prefix, s.last`;
  if (!taken) throw new Error('no number was taken');
  return { kind, year, prefix: taken.prefix, first: taken.last - count + 1 };
}

/** The signs before the running number, as digits: what the check digits of the reference are computed from. */
export function digitsBefore({ prefix, year }: Taken): string {
  return [...`${prefix}${year}`].map((sign) => Number.parseInt(sign, 36)).join('');
}
