import { Fault, refuse } from '../../errors.ts';
import type { SplitOrganisationInput, UndoSplitInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { nameOf } from '../../words.ts';
import { admitOrganisation } from '../admission.ts';
import { annulAdmission } from '../lifecycle/annulment.ts';
import { findOrganisation, reasonOf, uuidOf } from './find.ts';
import { giveBackAffiliates } from './merges.ts';

/**
 * Makes two organisations of one: the other becomes a member of the same category in the same region from a day, and
 * takes along the documents, identifiers and affiliates that are named. What is not named stays.
 */
export async function splitOrganisation(
  unit: Unit,
  input: SplitOrganisationInput,
): Promise<{ organisation: string; member: number }> {
  await unit.permit('organisations.merge', 1);
  const permit = await unit.permit('applications.admit', 1);
  const reason = reasonOf(input.reason);
  const name = nameOf(input.name, 'name', 300);
  const from = await findOrganisation(unit, input.organisationId);
  const [held] = await unit.sql<{ category: string; region: number; late: boolean; early: boolean }[]>`
    select ms.category, mr.region_id as region, coalesce(${input.from ?? null}::date > current_date, false) as late,
      coalesce(${input.from ?? null}::date < ms.since, false) as early
    from membership ms join member_region mr on mr.member_id = ms.member_id and mr.during @> current_date
    where ms.member_id = ${from.member} and ms.during @> current_date`;
  if (!held || from.member === null) refuse('not_member', 'organisationId', from.name);
  if (held.late) refuse('date_in_future', 'from', input.from);
  if (held.early) refuse('date_before_membership', 'from', input.from);
  const member = await admitOrganisation(unit, permit, {
    name,
    country: from.country,
    category: held.category,
    regionId: held.region,
    from: input.from ?? null,
    source: 'split',
    reason,
    lookalikeReason: input.lookalikeReason ?? null,
  });
  const [into] = await unit.sql<
    { id: string }[]
  >`select organisation_id as id from member where place_id = ${member}`;
  const other = { id: String(into?.id), member };
  const split = await enterSplit(unit, from.id, other.id, input.from ?? null, reason);
  const moved = await handOver(unit, split, { id: from.id, member: from.member }, other, input);
  await unit.record({
    act: 'splitOrganisation',
    place: from.member,
    subject: ['organisation', from.id],
    after: { split, into: other.id, member, ...moved },
    reason,
  });
  return { organisation: other.id, member };
}

async function enterSplit(
  unit: Unit,
  from: string,
  into: string,
  day: string | null,
  reason: string,
): Promise<string> {
  const [made] = await unit.sql<{ id: string }[]>`
    insert into organisation_split (organisation_id, into_id, on_date, by_id, reason)
    values (${from}, ${into}, coalesce(${day}::date, current_date), ${unit.actor}, ${reason}) returning id`;
  return String(made?.id);
}

interface Side {
  id: string;
  member: number;
}

const SUBJECTS = [
  { subject: 'document', table: 'document', input: 'documentIds' },
  { subject: 'identifier', table: 'organisation_identifier', input: 'identifierIds' },
] as const;

/** Hands over what was named, and keeps what went where. One that does not belong to the first refuses all. */
async function handOver(unit: Unit, split: string, from: Side, to: Side, input: SplitOrganisationInput) {
  const { sql } = unit;
  const counts: Record<string, number> = {};
  for (const { subject, table, input: field } of SUBJECTS) {
    const ids = [...new Set((input[field] ?? []).map(uuidOf))];
    const moved = await sql`
      with moved as (update ${sql(table)} set member_id = ${to.member}, organisation_id = ${to.id}
        where id = any(${ids}::uuid[]) and organisation_id = ${from.id} returning id)
      insert into organisation_move (split_id, subject, subject_id, from_member, to_member, from_organisation, to_organisation)
      select ${split}, ${subject}, m.id, ${from.member}, ${to.member}, ${from.id}, ${to.id} from moved m`;
    if (moved.count !== ids.length) refuse('not_of_organisation', field);
    counts[field] = moved.count;
  }
  counts['affiliateIds'] = await handOverAffiliates(unit, split, input.affiliateIds ?? []);
  return counts;
}

/** Their affiliation ends here and begins there on the split's day, where the council lets the network keep its register. */
async function handOverAffiliates(unit: Unit, split: string, given: readonly string[]): Promise<number> {
  const ids = [...new Set(given.map(uuidOf))];
  if (ids.length === 0) return 0;
  const [handed] = await unit.sql<{ n: number | null }[]>`
    select app.hand_over_affiliates(${split}, ${ids}::uuid[]) as n`;
  if (handed?.n == null) refuse('affiliates_not_shared', 'affiliateIds');
  if (handed.n !== ids.length) refuse('not_of_organisation', 'affiliateIds');
  return handed.n;
}

/**
 * Undoes a split: what the other took along comes back, and its admission is annulled. What has become of the other since
 * stands against that and is named.
 */
export async function undoSplit(unit: Unit, input: UndoSplitInput): Promise<string> {
  await unit.permit('organisations.merge', 1);
  const reason = reasonOf(input.reason);
  const [split] = await unit.sql<{ from: string; into: string }[]>`
    select organisation_id as from, into_id as into from organisation_split where id = ${uuidOf(input.id)}`;
  if (!split) throw new Fault('NOT_FOUND');
  for (const id of [split.from, split.into].sort()) await findOrganisation(unit, id);
  const from = await findOrganisation(unit, split.from);
  const into = await findOrganisation(unit, split.into);
  const [undone] = await unit.sql`
    update organisation_split set undone_at = now(), undone_by = ${unit.actor}, undone_reason = ${reason}
    where id = ${input.id} and undone_at is null returning id`;
  if (!undone || into.member === null) refuse('split_undone', 'id');
  const { sql } = unit;
  for (const { subject, table } of SUBJECTS) {
    await sql`update ${sql(table)} t set member_id = m.from_member, organisation_id = m.from_organisation from organisation_move m
      where m.split_id = ${input.id} and m.subject = ${subject} and t.id = m.subject_id and t.organisation_id = m.to_organisation`;
  }
  const affiliates = await giveBackAffiliates(unit, input.id);
  await annulAdmission(unit, into.member, reason);
  await unit.record({
    act: 'undoSplit',
    place: from.member ?? 1,
    subject: ['organisation', from.id],
    before: { split: input.id, into: into.id },
    after: { affiliates },
    reason,
  });
  return from.id;
}
