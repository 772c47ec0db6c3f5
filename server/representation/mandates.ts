import { refuse } from '../errors.ts';
import type { EndMandateInput, NameMandateInput } from '../types.ts';
import type { Unit } from '../unit.ts';
import { oneAtATime, permitOne, wording } from './conduct.ts';

const NAMERS = ['meetings.manage', 'mandates.name'] as const;

/** Names a person to a seat on behalf of a member: one holder a seat, one seat a member, one chair a body. */
export async function nameMandate(unit: Unit, input: NameMandateInput): Promise<string> {
  const place = await placeOfBody(unit, input.bodyId);
  await permitOne(unit, NAMERS, place);
  if (input.until && input.until <= input.from) refuse('until_before_from', 'until', input.until);
  await oneAtATime(unit, `seats ${input.bodyId}`);
  await checkSeat(unit, input);
  await checkOthers(unit, input);
  const person = await personOf(unit, input);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into mandate (body_id, seat, member_id, person_id, role, during, named_by)
    values (${input.bodyId}, ${input.seat}, ${input.memberId}, ${person}, ${input.role},
      daterange(${input.from}::date, ${input.until ?? null}::date), ${unit.actor}) returning id`;
  const id = String(made?.id);
  const after = {
    body: input.bodyId,
    seat: input.seat,
    member: input.memberId,
    person,
    role: input.role,
    from: input.from,
    until: input.until,
  };
  await unit.record({ act: 'nameMandate', place, subject: ['mandate', id], after });
  return id;
}

/** Ends a mandate on a date; what it was until then stays. */
export async function endMandate(unit: Unit, input: EndMandateInput): Promise<string> {
  const [mandate] = await unit.sql<
    { body_id: number; place_id: number; from: string; until: string | null }[]
  >`
    select d.body_id, b.place_id, lower(d.during)::text as from, upper(d.during)::text as until
    from mandate d join body b on b.id = d.body_id where d.id = ${input.id}`;
  if (!mandate) refuse('not_found', 'id', input.id);
  await permitOne(unit, NAMERS, mandate.place_id);
  const reason = wording(input.reason, 'reason');
  if (input.until <= mandate.from) refuse('until_before_from', 'until', input.until);
  if (mandate.until !== null && mandate.until <= input.until) refuse('mandate_ended', 'until', mandate.until);
  await unit.sql`update mandate set during = daterange(lower(during), ${input.until}::date), ended_by = ${unit.actor},
    ended_reason = ${reason} where id = ${input.id}`;
  const before = { until: mandate.until };
  await unit.record({
    act: 'endMandate',
    place: mandate.place_id,
    subject: ['mandate', input.id],
    before,
    after: { until: input.until },
    reason,
  });
  return input.id;
}

async function placeOfBody(unit: Unit, id: number): Promise<number> {
  const [body] = await unit.sql<{ place_id: number }[]>`select place_id from body where id = ${id}`;
  if (!body) refuse('not_found', 'bodyId', id);
  return body.place_id;
}

/** The seat exists, and the member that it is held for belongs to the network and to the seat's region on the day. */
async function checkSeat(unit: Unit, input: NameMandateInput): Promise<void> {
  const [seat] = await unit.sql<{ region_id: number | null; place_id: number }[]>`
    select s.region_id, b.place_id from seat s join body b on b.id = s.body_id where s.body_id = ${input.bodyId} and s.number = ${input.seat}`;
  if (!seat) refuse('no_such_seat', 'seat', input.seat);
  const [member] = await unit.sql<{ region_id: number }[]>`
    select mr.region_id from membership ms join member_region mr on mr.member_id = ms.member_id and mr.during @> ${input.from}::date
    where ms.member_id = ${input.memberId} and ms.during @> ${input.from}::date`;
  if (!member) refuse('not_a_member', 'memberId', input.memberId);
  const region = seat.region_id ?? (seat.place_id === 1 ? null : seat.place_id);
  if (region !== null && region !== member.region_id)
    refuse('seat_of_another_region', 'memberId', input.memberId);
}

async function checkOthers(unit: Unit, input: NameMandateInput): Promise<void> {
  const others = await unit.sql<{ seat: number; member_id: number; role: string }[]>`
    select seat, member_id, role from mandate where body_id = ${input.bodyId}
      and during && daterange(${input.from}::date, ${input.until ?? null}::date)`;
  if (others.some((one) => one.seat === input.seat)) refuse('seat_taken', 'seat', input.seat);
  if (others.some((one) => one.member_id === input.memberId))
    refuse('member_has_seat', 'memberId', input.memberId);
  if (input.role === 'chair' && others.some((one) => one.role === 'chair'))
    refuse('chair_taken', 'role', input.role);
}

/** A person known already, or a new one of whom only the name is kept. Nobody names themselves. */
async function personOf(unit: Unit, input: NameMandateInput): Promise<string> {
  if (!input.personId) {
    const name = wording(input.name ?? '', 'name');
    const [made] = await unit.sql<{ id: string }[]>`insert into person (name) values (${name}) returning id`;
    return String(made?.id);
  }
  if (input.personId === unit.actor) refuse('own_mandate', 'personId');
  const [known] = await unit.sql`select 1 from person where id = ${input.personId}`;
  if (!known) refuse('not_found', 'personId', input.personId);
  return input.personId;
}
