import { Fault, refuse } from '../../errors.ts';
import type { KeepApartInput, MergeOrganisationsInput, UndoMergeInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { findOrganisation, reasonOf, uuidOf } from './find.ts';

/**
 * Merges two records of one organisation: the merged one stays, with all that belongs to it, and points to the survivor
 * from now on. Names, numbers and documents are read together; memberships and dues stay with the member that they were
 * made with; current affiliates end there and begin with the survivor's member.
 */
export async function mergeOrganisations(unit: Unit, input: MergeOrganisationsInput): Promise<string> {
  await unit.permit('organisations.merge', 1);
  const reason = reasonOf(input.reason);
  // Both are held in one order, so that two merges at once wait for each other and none goes round in a circle.
  for (const id of [uuidOf(input.mergedId), uuidOf(input.survivorId)].sort())
    await findOrganisation(unit, id);
  const merged = await findOrganisation(unit, input.mergedId);
  const survivor = await findOrganisation(unit, input.survivorId);
  const [blocks] = await unit.sql<
    { blocks: string[] }[]
  >`select app.merge_blocks(${merged.id}, ${survivor.id}) as blocks`;
  const block = blocks?.blocks[0];
  if (block) refuse(block, 'mergedId', merged.name);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into organisation_merge (merged_id, survivor_id, by_id, reason) values (${merged.id}, ${survivor.id}, ${unit.actor}, ${reason}) returning id`;
  const [passed] = await unit.sql<{ affiliates: number }[]>`
    select app.merge_affiliates(${String(made?.id)}) as affiliates`;
  await unit.record({
    act: 'mergeOrganisations',
    place: survivor.member ?? 1,
    subject: ['organisation', survivor.id],
    after: { merge: made?.id, merged: merged.id, affiliates: passed?.affiliates },
    reason,
  });
  return survivor.id;
}

/** Undoes a merge: the record stands for itself again, and its affiliates are its own again. */
export async function undoMerge(unit: Unit, input: UndoMergeInput): Promise<string> {
  await unit.permit('organisations.merge', 1);
  const reason = reasonOf(input.reason);
  const [merge] = await unit.sql<{ merged: string; survivor: string; undone: boolean }[]>`
    select merged_id as merged, survivor_id as survivor, undone_at is not null as undone from organisation_merge where id = ${uuidOf(input.id)}`;
  if (!merge) throw new Fault('NOT_FOUND');
  for (const id of [merge.merged, merge.survivor].sort()) await findOrganisation(unit, id);
  const [undone] = await unit.sql`
    update organisation_merge set undone_at = now(), undone_by = ${unit.actor}, undone_reason = ${reason}
    where id = ${input.id} and undone_at is null returning id`;
  if (!undone) refuse('merge_undone', 'id');
  const affiliates = await giveBackAffiliates(unit, input.id);
  const merged = await findOrganisation(unit, merge.merged);
  await unit.record({
    act: 'undoMerge',
    place: merged.member ?? 1,
    subject: ['organisation', merged.id],
    before: { merge: input.id, survivor: merge.survivor },
    after: { affiliates },
    reason,
  });
  return merged.id;
}

/** The affiliates that went over with a merge or a split are again where they were. */
export async function giveBackAffiliates(unit: Unit, undone: string): Promise<number> {
  const [row] = await unit.sql<{ given: number }[]>`select app.give_back_affiliates(${undone}) as given`;
  return row?.given ?? 0;
}

/** Says that two organisations are two, with the reason: the pair is not proposed again. */
export async function keepApart(unit: Unit, input: KeepApartInput): Promise<string> {
  await unit.permit('organisations.merge', 1);
  const reason = reasonOf(input.reason);
  const [one, other] = [uuidOf(input.oneId), uuidOf(input.otherId)].map((id) => id.toLowerCase()).sort() as [
    string,
    string,
  ];
  if (one === other) refuse('merge_itself', 'otherId');
  for (const id of [one, other]) await findOrganisation(unit, id);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into organisation_distinct (one_id, other_id, reason, by_id) values (${one}, ${other}, ${reason}, ${unit.actor})
    on conflict (one_id, other_id) where ended_at is null do nothing returning id`;
  if (!made) refuse('already_apart', 'otherId');
  await unit.record({
    act: 'keepApart',
    place: 1,
    subject: ['organisation', one],
    after: { id: made.id, other },
    reason,
  });
  return one;
}

/** Takes that back: the pair is proposed again. */
export async function endKeepingApart(unit: Unit, id: string): Promise<string> {
  await unit.permit('organisations.merge', 1);
  const [known] = await unit.sql`select 1 from organisation_distinct where id = ${uuidOf(id)}`;
  if (!known) throw new Fault('NOT_FOUND');
  const [ended] = await unit.sql<{ one: string }[]>`
    update organisation_distinct set ended_at = now(), ended_by = ${unit.actor}
    where id = ${id} and ended_at is null returning one_id as one`;
  if (!ended) refuse('already_withdrawn', 'id');
  await unit.record({
    act: 'endKeepingApart',
    place: 1,
    subject: ['organisation', ended.one],
    before: { id },
  });
  return ended.one;
}
