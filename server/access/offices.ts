import { refuse } from '../errors.ts';
import type { AppointInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { OFFICES, type OfficeKind } from './capabilities.ts';

/**
 * Appoints a person to an office at a place. Nobody appoints themselves, and an office exists only at its own
 * kind of place. A new person is entered with an address, which the place then holds.
 */
export async function appoint(
  unit: Unit,
  permit: Permit<'offices.manage'>,
  input: AppointInput,
): Promise<string> {
  const kind = input.kind as OfficeKind;
  const office = OFFICES[kind];
  if (!office) refuse('unknown_office', 'kind', input.kind);
  const [place] = await unit.sql<{ kind: string }[]>`select kind from place where id = ${permit.place}`;
  if (place?.kind !== office.place) refuse('office_not_at_place', 'kind', input.kind);
  if (input.until && input.from && input.until <= input.from)
    refuse('until_before_from', 'until', input.until);
  const person = input.personId ?? (await enterPerson(unit, permit, input));
  if (person === unit.actor) refuse('own_office', 'personId');
  const [overlap] = await unit.sql`select 1 from office where person_id = ${person} and kind = ${kind}
    and place_id = ${permit.place} and during && tstzrange(coalesce(${input.from ?? null}::date, now()), ${input.until ?? null}::date)`;
  if (overlap) refuse('office_held', 'personId');
  const [made] = await unit.sql<{ id: string }[]>`
    insert into office (person_id, kind, place_id, during, appointed_by)
    values (${person}, ${kind}, ${permit.place}, tstzrange(coalesce(${input.from ?? null}::date, now()), ${input.until ?? null}::date), ${unit.actor})
    returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'appoint',
    place: permit.place,
    subject: ['office', id],
    after: { kind, person, from: input.from, until: input.until },
  });
  return id;
}

async function enterPerson(
  unit: Unit,
  permit: Permit<'offices.manage'>,
  input: AppointInput,
): Promise<string> {
  const name = input.name?.normalize('NFC').trim();
  const email = input.email?.trim();
  if (!name) refuse('required', 'name');
  if (!email || !/^[^\s@"<>]+@[^\s@"<>]+\.[^\s@"<>]+$/.test(email))
    refuse('email_invalid', 'email', email ?? '');
  const [person] = await unit.sql<{ id: string }[]>`insert into person (name) values (${name}) returning id`;
  const id = String(person?.id);
  await unit.sql`insert into contact (person_id, place_id, email) values (${id}, ${permit.place}, ${email})`;
  return id;
}

/** Ends an office now: the next request of its holder no longer carries its capabilities. */
export async function endOffice(unit: Unit, id: string): Promise<string> {
  const [office] = await unit.sql<{ place_id: number; kind: string; person_id: string; ended: boolean }[]>`
    select place_id, kind, person_id, upper(during) <= now() as ended from office where id = ${id} for update`;
  if (!office) refuse('not_found', 'id', id);
  await unit.permit('offices.manage', office.place_id);
  if (office.ended) refuse('office_ended', 'id');
  if (office.person_id === unit.actor) refuse('own_office', 'id');
  await unit.sql`update office set during = tstzrange(lower(during), greatest(now(), lower(during) + interval '1 microsecond')), ended_by = ${unit.actor} where id = ${id}`;
  await unit.record({
    act: 'endOffice',
    place: office.place_id,
    subject: ['office', id],
    before: { kind: office.kind, person: office.person_id },
  });
  return id;
}
