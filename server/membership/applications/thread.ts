import { refuse } from '../../errors.ts';
import { post } from '../../mail/outbox.ts';
import type { WriteFollowedInput, WriteToApplicantInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { clean } from '../entry.ts';
import { permitInState } from '../rule.ts';
import { findApplication } from './finding.ts';
import { followedFor } from './links.ts';
import { tellApplicant } from './telling.ts';

const LONGEST = 4000;

/** The applicant asks or answers; the region's coordinators are told. */
export async function writeFollowed(unit: Unit, input: WriteFollowedInput): Promise<boolean> {
  const found = await followedFor(unit, input.secret, 'write');
  const words = wordsOf(input.words);
  if (await saidJustNow(unit, found.id, words, null)) return true;
  const id = await keep(unit, found, words, null);
  const handlers = await unit.sql<{ person: string; region: string }[]>`
    select h.person, lower(r.code) as region from app.application_handlers(${found.regionId}) h
    join region r on r.place_id = ${found.regionId}`;
  for (const { person, region } of handlers) {
    await post(unit.sql, {
      key: `application_answered ${id} ${person}`,
      kind: 'application_answered',
      person,
      place: found.regionId,
      data: { application: found.id, region, name: found.name },
    });
  }
  await unit.record({ act: 'writeFollowed', place: found.regionId, subject: ['application', found.id] });
  return true;
}

/** An office holder writes; the applicant gets a mail with a link. */
export async function writeToApplicant(unit: Unit, input: WriteToApplicantInput): Promise<string> {
  const found = await findApplication(unit, input.id);
  const permit = await permitInState(unit, 'application', 'write', found.state, found.regionId);
  const words = wordsOf(input.words);
  if (await saidJustNow(unit, found.id, words, unit.actor)) return found.id;
  const network = await unit.may('applications.endorse', 1);
  const id = await keep(unit, found, words, network ? 1 : permit.place);
  await tellApplicant(unit, found, 'application_question', id);
  await unit.record({ act: 'writeToApplicant', place: permit.place, subject: ['application', found.id] });
  return found.id;
}

function wordsOf(typed: string): string {
  const words = clean(typed);
  if (!words) refuse('required', 'words');
  if (words.length > LONGEST) refuse('too_long', 'words', LONGEST);
  return words;
}

/** A form that was sent twice says it once. */
async function saidJustNow(
  unit: Unit,
  application: string,
  words: string,
  by: string | null,
): Promise<boolean> {
  const [row] = await unit.sql<{ again: boolean }[]>`
    select coalesce(words = ${words} and by_id is not distinct from ${by}::uuid and at > now() - interval '10 minutes', false) as again
    from application_message where application_id = ${application} order by at desc, id desc limit 1`;
  return row?.again ?? false;
}

async function keep(
  unit: Unit,
  { id, regionId }: { id: string; regionId: number },
  words: string,
  place: number | null,
): Promise<string> {
  const [row] = await unit.sql<{ id: string }[]>`
    insert into application_message (application_id, region_id, words, by_id, from_place)
    values (${id}, ${regionId}, ${words}, ${place === null ? null : unit.actor}, ${place}) returning id`;
  return String(row?.id);
}
