import { Fault, refuse } from '../errors.ts';
import { clean } from '../membership/entry.ts';
import { holdStill } from '../membership/rule.ts';
import type {
  EndStandingExceptionInput,
  GrantStandingExceptionInput,
  StandingExceptionInput,
} from '../types.ts';
import type { Permit, Unit } from '../unit.ts';

type Right = Permit<'standing.except'>;

/** Records an exception that a body granted: only a body that the rulebook names, for a time that is free of others. */
export async function grantException(
  unit: Unit,
  permit: Right,
  input: GrantStandingExceptionInput,
): Promise<string> {
  const { sql } = unit;
  await holdStill(unit, 'member', input.memberId);
  const body = written(input.body, 'body', 200);
  const reason = written(input.reason, 'reason', 2000);
  const resolution = written(input.resolution, 'resolution', 200);
  const { from, until, decidedOn } = input;
  if (until <= from) refuse('until_before_from', 'until', until);
  await refuseBody(unit, body, from);
  const [at] = await sql<{ future: boolean; region: number | null; overlaps: boolean; day: string | null }[]>`
    select ${decidedOn}::date > current_date as future,
      (select r.day::text from (select x.adopted_on as day from resolution x where x.code = ${resolution}) r) as day,
      (select mr.region_id from member_region mr where mr.member_id = ${input.memberId}
        order by mr.during @> ${from}::date desc, mr.since desc limit 1) as region,
      exists (select from standing_exception_now e where e.member_id = ${input.memberId}
        and daterange(e.since, e.until) && daterange(${from}::date, ${until}::date)) as overlaps`;
  if (!at?.region) throw new Fault('NOT_FOUND');
  if (at.future) refuse('decision_in_future', 'decidedOn', decidedOn);
  if (at.day && at.day !== decidedOn) refuse('not_the_day_of_decision', 'decidedOn', at.day);
  if (at.overlaps) refuse('exception_overlaps', 'from', from);
  const [made] = await sql<{ id: string }[]>`
    insert into standing_exception (member_id, region_id, during, body, reason, resolution, decided_on, recorded_by)
    values (${input.memberId}, ${at.region}, daterange(${from}::date, ${until}::date), ${body}, ${reason}, ${resolution},
      ${decidedOn}, ${unit.actor}) returning id`;
  await unit.record({
    act: 'grantStandingException',
    place: permit.place,
    subject: ['standing_exception', String(made?.id)],
    after: { member: input.memberId, from, until, body, resolution, decidedOn },
    reason,
  });
  return String(made?.id);
}

/** The rulebook must know exceptions, and the body among those that it names. */
async function refuseBody({ sql }: Unit, body: string, day: string): Promise<void> {
  const bodies = await sql<{ name: string }[]>`select name from app.standing_bodies(${day}::date)`;
  if (bodies.length === 0) refuse('rulebook_no_exceptions', 'body', day);
  if (!bodies.some(({ name }) => name === body)) refuse('exception_body', 'body', body);
}

/** Ends an exception early. */
export async function endException(unit: Unit, input: EndStandingExceptionInput): Promise<string> {
  const found = await hold(unit, input.id);
  if (found.state !== null) refuse('exception_not_in_force', 'id');
  if (input.on <= found.from) refuse('exception_end_before', 'on', found.from);
  if (input.on >= found.until) refuse('exception_end_after', 'on', found.until);
  return await step(unit, found, 'ended', input.on, input.reason);
}

/** Takes an exception back as never granted. */
export async function takeBackException(unit: Unit, input: StandingExceptionInput): Promise<string> {
  const found = await hold(unit, input.id);
  if (found.state === 'taken_back') refuse('exception_not_in_force', 'id');
  return await step(unit, found, 'taken_back', found.from, input.reason);
}

/** Undoes the end or the taking back: the exception stands as it was granted, where no other has taken its time. */
export async function undoException(unit: Unit, input: StandingExceptionInput): Promise<string> {
  const found = await hold(unit, input.id);
  if (found.state === null) refuse('exception_in_force', 'id');
  const [other] =
    await unit.sql`select 1 from standing_exception_now e where e.member_id = ${found.member} and e.id <> ${found.id}
    and daterange(e.since, e.until) && daterange(${found.from}::date, ${found.until}::date)`;
  if (other) refuse('exception_overlaps', 'id', found.from);
  return await step(unit, found, 'undone', found.from, input.reason);
}

interface Held {
  id: string;
  member: number;
  region: number;
  from: string;
  until: string;
  /** Null while it stands as it was granted. */
  state: 'ended' | 'taken_back' | null;
  permit: Right;
}

async function hold(unit: Unit, id: string): Promise<Held> {
  const [found] = await unit.sql<{ member: number }[]>`
    select member_id as member from standing_exception where id = ${id}`;
  if (!found) throw new Fault('NOT_FOUND');
  await holdStill(unit, 'member', found.member);
  const [row] = await unit.sql<Omit<Held, 'permit'>[]>`
    select e.id, e.member_id as member, e.region_id as region, lower(e.during)::text as from, upper(e.during)::text as until,
      (select nullif(s.kind, 'undone') from standing_exception_step s where s.exception_id = e.id order by s.id desc limit 1) as state
    from standing_exception e where e.id = ${id}`;
  if (!row) throw new Fault('NOT_FOUND');
  return { ...row, permit: await unit.permit('standing.except', found.member) };
}

async function step(unit: Unit, of: Held, kind: string, on: string, given: string): Promise<string> {
  const reason = written(given, 'reason', 2000);
  await unit.sql`insert into standing_exception_step (exception_id, member_id, region_id, kind, on_day, reason, recorded_by)
    values (${of.id}, ${of.member}, ${of.region}, ${kind}, ${on}, ${reason}, ${unit.actor})`;
  await unit.record({
    act: ACTS[kind as keyof typeof ACTS],
    place: of.permit.place,
    subject: ['standing_exception', of.id],
    after: { on },
    reason,
  });
  return of.id;
}

const ACTS = {
  ended: 'endStandingException',
  taken_back: 'takeBackStandingException',
  undone: 'undoStandingException',
};

function written(given: string, field: string, most: number): string {
  const text = clean(given);
  if (!text) refuse('required', field);
  if (text.length > most) refuse('too_long', field, most);
  return text;
}
