import type { TransactionSql } from 'postgres';
import { type Declared, declaredFacts, declaredFor, networkFacts, type Supply } from './facts/declared.ts';

/** A member whose dues of a year are asked for, with what the rulebook may want to know about it. */
export interface Recipient {
  member: number;
  name: string;
  country: string;
  /** The region on the reference day; null where it had none. */
  region: number | null;
  /** 1 January of the year, or the day it joined within the year. */
  referenceDay: string;
  joinedOn: string | null;
  category: string;
  /** Facts of its country by name, as published for the reference day, or the last before it. */
  published: Record<string, { value: string; asOf: string; source: string; current: boolean }>;
  /** What the whole network knows on 1 January: price indices, exchange rates. The same for all. */
  common: Record<string, Supply>;
  /** What it declared for the year, or the last time before it. */
  declared: Record<string, Declared>;
  /** Facts that were determined for it and this year. */
  determined: Record<string, { value: string; asOf: string; source: string }>;
  assessed: boolean;
  /** What it was asked for the year before, in minor units. */
  before: { amount: bigint; currency: string } | null;
}

/**
 * Members in the year, each with its facts: those on 1 January, as far as is known by then, and those who joined since,
 * up to `issuedOn`.
 * A suspended member is among them, since it owes its dues. `region` null asks for all regions; `knownOn` for facts as they
 * were known on a day (null: now).
 */
export async function recipientsOf(
  sql: TransactionSql,
  year: number,
  region: number | null,
  issuedOn: string,
  knownOn: string | null = null,
): Promise<Recipient[]> {
  return withFacts(sql, await entitledTo(sql, year, region, issuedOn), year, issuedOn, knownOn);
}

/** A former member as if it had been one on 1 January of a year: what it would have been asked by. */
export async function recipientAway(
  sql: TransactionSql,
  year: number,
  { member, category, region, from }: { member: number; category: string; region: number; from: string },
): Promise<Recipient> {
  const [own] = await sql<{ name: string; country: string }[]>`
    select o.name, o.country from member m join organisation o on o.id = m.organisation_id where m.place_id = ${member}`;
  const one = { member, category, region, referenceDay: `${year}-01-01`, name: '', country: '', ...own };
  const [recipient] = await withFacts(sql, [one], year, from);
  return recipient as Recipient;
}

async function withFacts(
  sql: TransactionSql,
  entitled: Entitled[],
  year: number,
  issuedOn: string,
  knownOn: string | null = null,
): Promise<Recipient[]> {
  const [published, common, declared, determined, assessments] = [
    await publishedFor(sql, entitled, knownOn),
    await networkFacts(sql, `${year}-01-01`, knownOn),
    await declaredFor(sql, year, issuedOn),
    await determinedFor(sql, year, knownOn),
    await assessmentsOf(sql, year),
  ];
  return entitled.map((one) => ({
    ...one,
    joinedOn: one.referenceDay.endsWith('-01-01') ? null : one.referenceDay,
    published: published.get(`${one.country} ${one.referenceDay}`) ?? {},
    common,
    declared: declared.get(one.member) ?? {},
    determined: determined.get(one.member) ?? {},
    assessed: assessments.has(`${one.member} ${year}`),
    before: assessments.get(`${one.member} ${year - 1}`) ?? null,
  }));
}

type Entitled = Pick<Recipient, 'member' | 'name' | 'country' | 'region' | 'category' | 'referenceDay'>;

/** Each with its category and region on its reference day. Facts are joined below: a plan for all at once would guess. */
async function entitledTo(
  sql: TransactionSql,
  year: number,
  region: number | null,
  issuedOn: string,
): Promise<Entitled[]> {
  return sql<Entitled[]>`
    select e.member_id as member, o.name, o.country, mr.region_id as region, e.category, e.day::text as "referenceDay"
    from (select distinct on (ms.member_id) ms.member_id, ms.category, greatest(lower(ms.during), make_date(${year}, 1, 1)) as day
      from membership ms
      where ms.during && daterange(make_date(${year}, 1, 1), least(make_date(${year + 1}, 1, 1), greatest(${issuedOn}::date, make_date(${year}, 1, 1)) + 1))
      order by ms.member_id, lower(ms.during)) e
    join member m on m.place_id = e.member_id
    join organisation o on o.id = m.organisation_id
    left join member_region mr on mr.member_id = e.member_id and mr.during @> e.day
    where ${region}::int is null or mr.region_id = ${region}::int
    order by o.name_key, e.member_id`;
}

/** Published facts of countries for reference days, by `country day`; as known on a day (null: now). */
export async function publishedFor(
  sql: TransactionSql,
  entitled: Pick<Entitled, 'country' | 'referenceDay'>[],
  knownOn: string | null = null,
): Promise<Map<string, Recipient['published']>> {
  const known = knownOn === null ? sql`country_fact_known` : sql`app.country_facts_known(${knownOn}::date)`;
  const keys = [...new Set(entitled.map(({ country, referenceDay }) => `${country} ${referenceDay}`))];
  const rows = await sql<{ key: string; facts: Recipient['published'] }[]>`
    select k.key, jsonb_object_agg(f.fact, jsonb_build_object('value', f.value, 'asOf', lower(f.during), 'source', f.source,
      'current', f.during @> split_part(k.key, ' ', 2)::date)) as facts
    from unnest(${keys}::text[]) k (key)
    join lateral (select distinct on (cf.fact) cf.fact, cf.value, cf.during, cf.source from ${known} cf
      where cf.iso2 = split_part(k.key, ' ', 1) and lower(cf.during) <= split_part(k.key, ' ', 2)::date
      order by cf.fact, lower(cf.during) desc) f on true
    group by k.key`;
  return new Map(rows.map(({ key, facts }) => [key, facts]));
}

async function determinedFor(
  sql: TransactionSql,
  year: number,
  knownOn: string | null,
): Promise<Map<number, Recipient['determined']>> {
  const rows = await sql<{ member: number; facts: Recipient['determined'] }[]>`
    select d.member_id as member, jsonb_object_agg(d.fact, jsonb_build_object('value', d.value, 'asOf', d.day, 'source', d.reason)) as facts
    from (select distinct on (member_id, fact) member_id, fact, value, determined_at::date as day, reason
      from determined_fact where year = ${year} and (${knownOn}::date is null or determined_at::date <= ${knownOn}::date) order by member_id, fact, id desc) d
    group by d.member_id`;
  return new Map(rows.map(({ member, facts }) => [member, facts]));
}

/** What was asked for this year and the year before, differences included, by member and year. */
async function assessmentsOf(
  sql: TransactionSql,
  year: number,
): Promise<Map<string, NonNullable<Recipient['before']>>> {
  const rows = await sql<{ key: string; amount: string; currency: string }[]>`
    select member_id || ' ' || year as key, sum(amount)::text as amount, min(currency) as currency
    from assessment where year in (${year}, ${year - 1}) group by member_id, year`;
  return new Map(rows.map(({ key, amount, currency }) => [key, { amount: BigInt(amount), currency }]));
}

/** The facts of a recipient as the rulebook engine takes them. */
export function factsOf(recipient: Recipient, year: number): Record<string, unknown> {
  const facts: Record<string, Record<string, unknown>> = {
    year: { value: year },
    id: { value: String(recipient.member), source: 'Register of members' },
    country: { value: recipient.country, source: 'Register of members' },
    category: { value: recipient.category, asOf: recipient.referenceDay, source: 'register' },
  };
  if (recipient.joinedOn) facts['joined_on'] = { value: recipient.joinedOn, source: 'register' };
  Object.assign(facts, recipient.common);
  for (const [name, { current, ...fact }] of Object.entries(recipient.published)) {
    facts[name] = current ? fact : { lastDeclared: fact };
  }
  Object.assign(facts, declaredFacts(recipient.declared, year));
  for (const [name, set] of Object.entries(recipient.determined)) facts[name] = { ...facts[name], set };
  return facts;
}
