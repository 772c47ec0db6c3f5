import { and, eq, sql } from 'drizzle-orm';
import { refuse } from '../errors.ts';
import { mailAddress } from '../mail/address.ts';
import type { AppointInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { nameOf } from '../words.ts';
import { OFFICES, type OfficeKind } from './capabilities.ts';
import { contact, office, person } from './tables.ts';

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
  if (!Object.hasOwn(OFFICES, kind)) refuse('unknown_office', 'kind', input.kind);
  const known = OFFICES[kind];
  const [place] = await unit.sql<{ kind: string }[]>`select kind from place where id = ${permit.place}`;
  if (place?.kind !== known.place) refuse('office_not_at_place', 'kind', input.kind);
  await refuseEmptyTerm(unit, input);
  const holder = input.personId
    ? await knownPerson(unit, input.personId)
    : await enterPerson(unit, permit, input);
  if (holder === unit.actor) refuse('own_office', 'personId');
  if (input.personId) {
    const [free] = await unit.sql<
      { may: boolean }[]
    >`select app.may_appoint(${holder}, ${permit.place}) as may`;
    if (!free?.may) refuse('consent_needed', 'personId');
  }
  const during = sql<string>`tstzrange(coalesce(${input.from ?? null}::date, now()), ${input.until ?? null}::date)`;
  const term = { personId: holder, kind, placeId: permit.place };
  const [overlap] = await unit.db
    .select({ id: office.id })
    .from(office)
    .where(
      and(
        eq(office.personId, holder),
        eq(office.kind, kind),
        eq(office.placeId, permit.place),
        sql`${office.during} && ${during}`,
      ),
    );
  if (overlap) refuse('office_held', 'personId');
  const [made] = await unit.db
    .insert(office)
    .values({ ...term, during, appointedBy: unit.actor })
    .returning({ id: office.id });
  const id = String(made?.id);
  await unit.record({
    act: 'appoint',
    place: permit.place,
    subject: ['office', id],
    after: { kind, person: holder, from: input.from, until: input.until },
  });
  return id;
}

async function refuseEmptyTerm(unit: Unit, { from, until }: AppointInput): Promise<void> {
  const [term] = await unit.sql<{ empty: boolean }[]>`
    select ${until ?? null}::date <= coalesce(${from ?? null}::date, now()) as empty`;
  if (term?.empty) refuse('until_before_from', 'until', until);
}

/** The person's id as the database writes it: the same one may be asked for in capitals. */
async function knownPerson(unit: Unit, asked: string): Promise<string> {
  const [found] = await unit.db.select({ id: person.id }).from(person).where(eq(person.id, asked));
  return found?.id ?? refuse('not_found', 'personId', asked);
}

async function enterPerson(
  unit: Unit,
  permit: Permit<'offices.manage'>,
  input: AppointInput,
): Promise<string> {
  const name = nameOf(input.name, 'name', 200);
  await refuseLookalike(unit, permit.place, name);
  const email = mailAddress(input.email, 'email');
  const [entered] = await unit.db.insert(person).values({ name }).returning({ id: person.id });
  const id = String(entered?.id);
  await unit.db.insert(contact).values({ personId: id, placeId: permit.place, email });
  return id;
}

/** A name that looks like that of somebody in office there and is written in other letters: one may pass for the other. */
async function refuseLookalike(unit: Unit, place: number, name: string): Promise<void> {
  const [other] = await unit.sql<{ name: string }[]>`
    select p.name from office o join person p on p.id = o.person_id
    where o.place_id = ${place} and o.during @> now() and app.skeleton(p.name) = app.skeleton(${name}) and app.key(p.name) <> app.key(${name}) limit 1`;
  if (other) refuse('name_lookalike', 'name', other.name);
}

/** Ends an office now: the next request of its holder no longer carries its capabilities. */
export async function endOffice(unit: Unit, id: string): Promise<string> {
  const [found] = await unit.db
    .select({
      placeId: office.placeId,
      kind: office.kind,
      personId: office.personId,
      ended: sql<boolean>`upper(${office.during}) <= now()`,
    })
    .from(office)
    .where(eq(office.id, id))
    .for('update');
  if (!found) refuse('not_found', 'id', id);
  await unit.permit('offices.manage', found.placeId);
  if (found.ended) refuse('office_ended', 'id');
  if (found.personId === unit.actor) refuse('own_office', 'id');
  // An office that began this very instant still needs a period that is not empty.
  const until = sql`greatest(now(), lower(${office.during}) + interval '1 microsecond')`;
  await unit.db
    .update(office)
    .set({ during: sql`tstzrange(lower(${office.during}), ${until})`, endedBy: unit.actor })
    .where(eq(office.id, id));
  await unit.record({
    act: 'endOffice',
    place: found.placeId,
    subject: ['office', id],
    before: { kind: found.kind, person: found.personId },
  });
  return id;
}
