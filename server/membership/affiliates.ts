import { Fault, type Refusal, Refused, refuse } from '../errors.ts';
import type { AddAffiliateInput, CorrectAffiliateInput, EndAffiliateInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { nameFaults } from '../words.ts';
import { needShared } from './affiliates/register.ts';
import { clean } from './entry.ts';
import { holdStill, permitInState } from './rule.ts';

interface Entry {
  number: string;
  name: string;
  city: string | null;
  country: string;
}

/** The texts of an affiliate in order, or every fault at its field. */
async function checkEntry(
  unit: Unit,
  member: number,
  given: {
    number: string;
    name: string;
    city?: string | null;
    country?: string | null;
    lookalikeReason?: string | null;
  },
  self: string | null,
): Promise<Entry> {
  const entry = {
    number: clean(given.number) ?? '',
    name: clean(given.name) ?? '',
    city: clean(given.city),
    country: clean(given.country)?.toUpperCase() ?? null,
  };
  const refusals: Refusal[] = [
    ...nameFaults(given.name, 'name', 300),
    ...nameFaults(given.city, 'city', 120),
  ];
  if (!entry.number) refusals.push({ code: 'required', field: 'number' });
  if (!entry.name) refusals.push({ code: 'required', field: 'name' });
  for (const [field, longest] of [['number', 40]] as const) {
    if ((entry[field]?.length ?? 0) > longest)
      refusals.push({ code: 'too_long', field, value: String(longest) });
  }
  const [known] = await unit.sql<{ own: string; country: string | null; taken: string | null }[]>`
    select o.country as own, (select iso2 from country where iso2 = ${entry.country}) as country,
      coalesce((select a.name from affiliate a where a.member_id = ${member} and a.number = ${entry.number} and a.id is distinct from ${self}),
        (select w from app.withheld_numbers(${member}) w where w = ${entry.number})) as taken
    from member m join organisation o on o.id = m.organisation_id where m.place_id = ${member}`;
  if (!known) throw new Fault('NOT_FOUND');
  if (entry.country && !known.country)
    refusals.push({ code: 'country_unknown', field: 'country', value: entry.country });
  if (known.taken) refusals.push({ code: 'number_taken', field: 'number', value: known.taken });
  if (refusals.length > 0) throw new Refused(...refusals);
  if (!clean(given.lookalikeReason)) await refuseLookalike(unit, member, entry.name, self);
  return { ...entry, country: known.country ?? known.own };
}

/** A name that looks like another affiliate's and is written in other letters; the same name twice is no deceit. */
async function refuseLookalike(unit: Unit, member: number, name: string, self: string | null): Promise<void> {
  const [other] = await unit.sql<{ name: string }[]>`
    select a.name from affiliate a where a.member_id = ${member} and a.id is distinct from ${self} and a.name_key <> app.key(${name})
      and abs(length(a.name) - length(${name})) < 5 and app.skeleton(a.name) = app.skeleton(${name}) limit 1`;
  if (other) refuse('name_lookalike', 'name', other.name);
}

/** Adds an affiliate to the council's register. */
export async function addAffiliate(
  unit: Unit,
  permit: Permit<'affiliates.manage'>,
  input: AddAffiliateInput,
): Promise<string> {
  await holdStill(unit, 'affiliates', permit.place);
  const entry = await checkEntry(unit, permit.place, input, null);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into affiliate (member_id, number, name, kind, city, country, during)
    values (${permit.place}, ${entry.number}, ${entry.name}, ${input.kind ?? 'association'}, ${entry.city}, ${entry.country},
      daterange(coalesce(${input.since ?? null}::date, current_date), null)) returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'addAffiliate',
    place: permit.place,
    subject: ['affiliate', id],
    after: { number: entry.number },
  });
  return id;
}

interface Found {
  id: string;
  member: number;
  number: string;
  name: string;
  kind: string;
  city: string | null;
  country: string;
  since: string;
  until: string | null;
}

async function find(unit: Unit, act: 'correct' | 'end' | 'reopen', id: string): Promise<Found> {
  await holdStill(unit, 'affiliate', id);
  const [found] = await unit.sql<(Found & { state: string })[]>`
    select id, member_id as member, number, name, kind, city, country, since, upper(during) as until,
      case when upper(during) <= current_date then 'ended' when since > current_date then 'coming' else 'current' end as state
    from affiliate where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await permitInState(unit, 'affiliate', act, found.state, found.member);
  await needShared(unit, found.member);
  return found;
}

/** Corrects what the register says; the audit keeps what it said before. */
export async function correctAffiliate(unit: Unit, input: CorrectAffiliateInput): Promise<string> {
  const before = await find(unit, 'correct', input.id);
  const entry = await checkEntry(unit, before.member, input, input.id);
  if (before.until && input.since >= before.until) refuse('until_before_from', 'since', input.since);
  await unit.sql`update affiliate set number = ${entry.number}, name = ${entry.name}, kind = ${input.kind}, city = ${entry.city},
    country = ${entry.country}, during = daterange(${input.since}::date, upper(during)), import_id = null where id = ${input.id}`;
  const after = {
    number: entry.number,
    name: entry.name,
    kind: input.kind,
    city: entry.city,
    country: entry.country,
    since: input.since,
  };
  await unit.record({
    act: 'correctAffiliate',
    place: before.member,
    subject: ['affiliate', input.id],
    before,
    after,
  });
  return input.id;
}

/** Ends an affiliation on a date; it stays on record. */
export async function endAffiliate(unit: Unit, input: EndAffiliateInput): Promise<string> {
  const before = await find(unit, 'end', input.id);
  const [ended] =
    await unit.sql`update affiliate set during = daterange(lower(during), coalesce(${input.from ?? null}::date, current_date)), import_id = null
    where id = ${input.id} and lower(during) < coalesce(${input.from ?? null}::date, current_date) returning id`;
  if (!ended) refuse('until_before_from', 'from', input.from ?? '');
  await unit.record({
    act: 'endAffiliate',
    place: before.member,
    subject: ['affiliate', input.id],
    after: { until: input.from },
  });
  return input.id;
}

/** Takes an end back. */
export async function reopenAffiliate(unit: Unit, id: string): Promise<string> {
  const before = await find(unit, 'reopen', id);
  await unit.sql`update affiliate set during = daterange(lower(during), null) where id = ${id}`;
  await unit.record({
    act: 'reopenAffiliate',
    place: before.member,
    subject: ['affiliate', id],
    before: { until: before.until },
  });
  return id;
}
