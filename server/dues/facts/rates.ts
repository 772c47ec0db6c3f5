import type { TransactionSql } from 'postgres';
import { decimalsOf } from '../../money.ts';
import { Exact, exactFromText, ONE } from '../../rules/exact.ts';

/** So many units of `to` for one unit of `from`, exact, with the day and the list that it is from. */
export interface Rate {
  from: string;
  to: string;
  /** Decimal text where that is exact, else a fraction `n/d`. */
  rate: string;
  /** The day of the published rate; of two, where one currency leads over another, the earlier. */
  day: string;
  source: string;
  exact: Exact;
}

interface Legs {
  from_rate: string;
  to_rate: string;
  day: string;
  source: string;
}

/**
 * The rate between two currencies on a day: the last one published up to it, straight, turned round, or over a base
 * that both have; as known on a day (null: now). Null where none is loaded. Callers decide how old a rate may be, by its `day`.
 */
export async function rateOn(
  sql: TransactionSql,
  from: string,
  to: string,
  day: string,
  knownOn: string | null = null,
): Promise<Rate | null> {
  if (from === to) return { from, to, rate: '1', day, source: '', exact: ONE };
  const [legs] = await sql<Legs[]>`
    with bases as (select distinct base from exchange_rate where currency in (${from}, ${to})),
      legs as (
        select b.base, b.base as currency, ${day}::date as day, 1::numeric as rate, null::text as source from bases b
        union all
        select b.base, wanted.currency, r.day, r.rate, r.source
        from bases b cross join (values (${from}), (${to})) wanted (currency)
        join lateral (select k.day, k.rate, k.source from ${ratesKnown(sql, knownOn)} k
          where k.base = b.base and k.currency = wanted.currency and k.day <= ${day}::date
          order by k.day desc limit 1) r on true)
    select f.rate::text as from_rate, t.rate::text as to_rate, least(f.day, t.day)::text as day,
      concat_ws(' / ', f.source, case when t.source is distinct from f.source then t.source end) as source
    from legs f join legs t on t.base = f.base
    where f.currency = ${from} and t.currency = ${to}
    order by least(f.day, t.day) desc, f.base in (${from}, ${to}) desc, f.base limit 1`;
  if (!legs) return null;
  const exact = exactOf(legs.to_rate).div(exactOf(legs.from_rate));
  return { from, to, rate: exact.toText(), day: legs.day, source: legs.source, exact };
}

function ratesKnown(sql: TransactionSql, knownOn: string | null) {
  return knownOn === null ? sql`exchange_rate_known` : sql`app.exchange_rates_known(${knownOn}::date)`;
}

/** An amount in minor units of `rate.from`, in minor units of `rate.to`, rounded half up. */
export function convert(amount: bigint, { from, to, exact }: Pick<Rate, 'from' | 'to' | 'exact'>): bigint {
  return Exact.of(amount).mul(exact).mul(minorScale(from, to)).round(ONE, 'half_up').n;
}

/** So many minor units of one currency are one of another where a unit of each is worth the same. */
export function minorScale(from: string, to: string): Exact {
  return Exact.of(10n ** BigInt(decimalsOf(to)), 10n ** BigInt(decimalsOf(from)));
}

function exactOf(text: string): Exact {
  const exact = exactFromText(text);
  if (!exact) throw new Error(`not an exact rate: ${text}`);
  return exact;
}
