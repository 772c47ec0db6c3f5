import { Fault, refuse } from '../../errors.ts';
import { post } from '../../mail/outbox.ts';
import type { AskForErasureInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';

const LONGEST = 1000;

/** Asks to be erased; or the secretariat enters that somebody asked for it by letter. Those who confirm it are told. */
export async function askForErasure(unit: Unit, input: AskForErasureInput): Promise<string> {
  if (!unit.actor) throw new Fault('UNAUTHENTICATED');
  const wanted = input.personId ?? unit.actor;
  if (wanted !== unit.actor) await unit.permit('privacy.erase', 1);
  const [person] = await unit.sql<{ id: string; erased: boolean }[]>`
    select id, erased_at is not null as erased from person where id = ${wanted}`;
  if (!person) refuse('not_found', 'personId', wanted);
  if (person.erased) refuse('erased_already', 'personId');
  const [open] = await unit.sql`select 1 from erasure e where e.person_id = ${person.id}
    and not exists (select from erasure_step s where s.erasure_id = e.id)`;
  if (open) refuse('erasure_open', 'personId');
  const reason = plainWords(input.reason).slice(0, LONGEST) || null;
  const [made] = await unit.sql<{ id: string }[]>`
    insert into erasure (person_id, reason, asked_by) values (${person.id}, ${reason}, ${unit.actor}) returning id`;
  const id = String(made?.id);
  await unit.record({ act: 'askForErasure', place: 1, subject: ['person', person.id] });
  const erasers = await unit.sql<{ person: string }[]>`
    select e.person from app.erasers() as e(person) where e.person is distinct from ${unit.actor}`;
  for (const { person: eraser } of erasers)
    await post(unit.sql, {
      key: `erasure:${id}:${eraser}`,
      kind: 'erasure_asked',
      person: eraser,
      place: 1,
      data: {},
    });
  return id;
}

/** Whoever asked no longer does. */
export async function withdrawErasure(unit: Unit, id: string): Promise<string> {
  return decide(unit, id, 'withdrawn', null);
}

/** Refuses with a reason, which the person is told. */
export async function refuseErasure(
  unit: Unit,
  _permit: Permit<'privacy.erase'>,
  id: string,
  reason: string,
): Promise<string> {
  const words = plainWords(reason).slice(0, LONGEST);
  if (!words) refuse('required', 'reason');
  return decide(unit, id, 'refused', words);
}

async function decide(
  unit: Unit,
  id: string,
  kind: 'withdrawn' | 'refused',
  reason: string | null,
): Promise<string> {
  const [asked] = await unit.sql<{ person_id: string; decided: boolean }[]>`
    select e.person_id, exists (select from erasure_step s where s.erasure_id = e.id) as decided
    from erasure e where e.id = ${id}`;
  if (!asked) refuse('not_found', 'id', id);
  if (asked.decided) refuse('erasure_decided', 'id');
  if (kind === 'refused' && asked.person_id === unit.actor) refuse('erasure_own', 'id');
  await unit.sql`insert into erasure_step (erasure_id, person_id, kind, by_id, reason)
    values (${id}, ${asked.person_id}, ${kind}, ${unit.actor}, ${reason})`;
  await unit.record({
    act: `${kind === 'refused' ? 'refuse' : 'withdraw'}Erasure`,
    place: 1,
    subject: ['person', asked.person_id],
    reason,
  });
  if (kind === 'refused')
    await post(unit.sql, {
      key: `erasure_refused:${id}`,
      kind: 'erasure_refused',
      person: asked.person_id,
      place: 1,
      data: { reason },
    });
  return id;
}

/**
 * Carries the erasure out, in one transaction with its confirmation. What it says goes into the audit by the person's id
 * alone; the restoration of an older backup does it again (see server/access/privacy/outside.ts).
 */
export async function confirmErasure(
  unit: Unit,
  _permit: Permit<'privacy.erase'>,
  id: string,
): Promise<string> {
  const [asked] = await unit.sql<{ person_id: string }[]>`select person_id from erasure where id = ${id}`;
  if (!asked) refuse('not_found', 'id', id);
  await unit.sql`select set_config('statement_timeout', '600s', true)`;
  const [done] = await unit.sql<
    { hindrance: string | null }[]
  >`select app.confirm_erasure(${id}) as hindrance`;
  switch (done?.hindrance) {
    case null:
    case undefined:
      break;
    case 'erasure_decided':
      return refuse('erasure_decided', 'id');
    case 'erasure_own':
      return refuse('erasure_own', 'id');
    case 'erasure_in_office':
      return refuse('erasure_in_office', 'id');
    case 'erasure_in_mandate':
      return refuse('erasure_in_mandate', 'id');
    case 'erasure_in_meeting':
      return refuse('erasure_in_meeting', 'id');
    default:
      throw new Fault('FORBIDDEN', 'privacy.erase');
  }
  await unit.record({ act: 'confirmErasure', place: 1, subject: ['person', asked.person_id] });
  return id;
}
