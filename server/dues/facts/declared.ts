import type { TransactionSql } from 'postgres';
import { type Rate, rateOn } from './rates.ts';

/** A fact as the engine takes it: of the year, or the last one before it. */
export type Supply = Record<string, unknown>;

/** A figure that a member declared, with the year of its declaration. */
export interface Declared {
  value: unknown;
  year: number;
  asOf: string;
  source: string;
}

interface Row {
  member: number;
  figures: Record<string, Declared>;
}

/**
 * What members declared for a year, or the last time before it, by member and fact, as known on a day (null: now). The
 * latest correction up to that day counts.
 */
export async function declaredFor(
  sql: TransactionSql,
  year: number,
  knownOn: string | null = null,
): Promise<Map<number, Record<string, Declared>>> {
  const rows = await sql<Row[]>`
    select member_id as member, jsonb_object_agg(name, jsonb_build_object('value', value, 'year', year, 'asOf', declared_on,
      'source', source)) as figures
    from app.declared_facts(null, ${year}, ${knownOn}::date) where value <> 'null' group by member_id`;
  return new Map(rows.map(({ member, figures }) => [member, figures]));
}

/** The figures as the engine takes them for a year: those of another year only count where the rulebook falls back on them. */
export function declaredFacts(figures: Record<string, Declared>, year: number): Record<string, Supply> {
  return Object.fromEntries(
    Object.entries(figures).map(([name, { year: of, ...fact }]) => [
      name,
      of === year ? fact : { lastDeclared: fact },
    ]),
  );
}

/**
 * What the network as a whole knows on a day, under the names that rulebooks give it: each price index, the last whose
 * period has ended; and `exchange_rates`, units of each currency for one of the rulebook's. As known on a day (null: now).
 */
export async function networkFacts(
  sql: TransactionSql,
  day: string,
  knownOn: string | null = null,
): Promise<Record<string, Supply>> {
  const known = knownOn === null ? sql`price_index_known` : sql`app.price_indices_known(${knownOn}::date)`;
  const prices = await sql<{ name: string; value: string; asOf: string; source: string }[]>`
    select distinct on (series) series as name, value::text, ended::text as "asOf", source
    from ${known} where ended <= ${day}::date order by series, ended desc`;
  const facts: Record<string, Supply> = {};
  for (const { name, ...fact } of prices) facts[name] = fact;
  const rates = await ratesOfRulebook(sql, day, knownOn);
  if (rates) facts['exchange_rates'] = rates;
  return facts;
}

async function ratesOfRulebook(
  sql: TransactionSql,
  day: string,
  knownOn: string | null,
): Promise<Supply | null> {
  const [rulebook] = await sql<{ currency: string }[]>`
    select v.currency from rulebook_version v join network n on n.rulebook = v.rulebook
    where v.effective_from <= ${day}::date order by v.version desc limit 1`;
  const known = await sql<{ currency: string }[]>`
    select currency from exchange_rate where day <= ${day}::date union select base from exchange_rate where day <= ${day}::date order by 1`;
  if (!rulebook || known.length === 0) return null;
  const rates: Rate[] = [];
  for (const { currency } of known) {
    const rate =
      currency === rulebook.currency ? null : await rateOn(sql, rulebook.currency, currency, day, knownOn);
    if (rate) rates.push(rate);
  }
  if (rates.length === 0) return null;
  return {
    value: Object.fromEntries(rates.map(({ to, rate }) => [to, rate])),
    asOf: rates.map((rate) => rate.day).sort()[0],
    source: [...new Set(rates.map(({ source }) => source))].join(' / '),
  };
}
