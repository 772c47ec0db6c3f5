import type { TransactionSql } from 'postgres';

/** A member whose dues of a year are asked for, with what the rulebook may want to know about it. */
export interface Recipient {
  member: number;
  name: string;
  /** The region on the reference day; null where it had none. */
  region: number | null;
  /** 1 January of the year, or the day it joined within the year. */
  referenceDay: string;
  joinedOn: string | null;
  category: string;
  /** Facts of its country by name, as published for the reference day, or the last before it. */
  published: Record<string, { value: string; asOf: string; source: string; current: boolean }>;
  /** Facts that were determined for it and this year. */
  determined: Record<string, { value: string; asOf: string; source: string }>;
  assessed: boolean;
  /** What it was asked for the year before, in minor units. */
  before: { amount: bigint; currency: string } | null;
}

/**
 * Members in the year, each with its facts: those on 1 January, and those who joined since, up to `issuedOn`.
 * A suspended member is among them, since it owes its dues. `region` null asks for all regions.
 */
export async function recipientsOf(
  sql: TransactionSql,
  year: number,
  region: number | null,
  issuedOn: string,
): Promise<Recipient[]> {
  const rows = await sql<
    (Omit<Recipient, 'before'> & { amountBefore: string | null; currencyBefore: string | null })[]
  >`
    with entitled as (
      select distinct on (ms.member_id) ms.member_id, ms.category,
        greatest(lower(ms.during), make_date(${year}, 1, 1)) as day
      from membership ms
      where ms.during && daterange(make_date(${year}, 1, 1), least(make_date(${year + 1}, 1, 1), ${issuedOn}::date + 1))
      order by ms.member_id, lower(ms.during)
    ), published as (
      select c.iso2, c.day, coalesce(jsonb_object_agg(f.fact, jsonb_build_object('value', f.value, 'asOf', lower(f.during),
          'source', f.source, 'current', f.during @> c.day)) filter (where f.fact is not null), '{}') as facts
      from (select distinct o.country as iso2, e.day from entitled e
        join member m on m.place_id = e.member_id join organisation o on o.id = m.organisation_id) c
      left join lateral (select distinct on (cf.fact) cf.fact, cf.value, cf.during, cf.source from country_fact cf
        where cf.iso2 = c.iso2 and lower(cf.during) <= c.day order by cf.fact, lower(cf.during) desc) f on true
      group by c.iso2, c.day
    ), determined as (
      select d.member_id, jsonb_object_agg(d.fact, jsonb_build_object('value', d.value, 'asOf', d.day, 'source', d.reason)) as facts
      from (select distinct on (member_id, fact) member_id, fact, value, determined_at::date as day, reason
        from determined_fact where year = ${year} order by member_id, fact, id desc) d
      group by d.member_id
    )
    select e.member_id as member, o.name, mr.region_id as region, e.day::text as "referenceDay", e.category,
      case when e.day > make_date(${year}, 1, 1) then e.day::text end as "joinedOn",
      p.facts as published, coalesce(d.facts, '{}') as determined, a.id is not null as assessed,
      b.amount as "amountBefore", b.currency as "currencyBefore"
    from entitled e
    join member m on m.place_id = e.member_id
    join organisation o on o.id = m.organisation_id
    join published p on p.iso2 = o.country and p.day = e.day
    left join determined d on d.member_id = e.member_id
    left join member_region mr on mr.member_id = e.member_id and mr.during @> e.day
    left join assessment a on a.member_id = e.member_id and a.year = ${year}
    left join assessment b on b.member_id = e.member_id and b.year = ${year - 1}
    where ${region}::int is null or mr.region_id = ${region}::int
    order by o.name_key, e.member_id`;
  return rows.map(({ amountBefore, currencyBefore, ...row }) => ({
    ...row,
    before:
      amountBefore && currencyBefore ? { amount: BigInt(amountBefore), currency: currencyBefore } : null,
  }));
}

/** The facts of a recipient as the rulebook engine takes them. */
export function factsOf(recipient: Recipient, year: number): Record<string, unknown> {
  const facts: Record<string, Record<string, unknown>> = {
    year: { value: year },
    category: { value: recipient.category, asOf: recipient.referenceDay, source: 'Register of members' },
  };
  if (recipient.joinedOn) facts['joined_on'] = { value: recipient.joinedOn, source: 'Register of members' };
  for (const [name, { current, ...fact }] of Object.entries(recipient.published)) {
    facts[name] = current ? fact : { lastDeclared: fact };
  }
  for (const [name, set] of Object.entries(recipient.determined)) facts[name] = { ...facts[name], set };
  return facts;
}
