import { refuse } from '../../errors.ts';
import { post } from '../../mail/outbox.ts';
import type { AnswerPersonRequestInput, AskForPersonInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { OFFICES, type OfficeKind } from '../capabilities.ts';
import { appoint } from '../offices.ts';

const LONGEST = 1000;

interface Request {
  id: string;
  person_id: string;
  owner_id: number;
  place_id: number;
  office_kind: string;
  from_day: string | null;
  until_day: string | null;
  asked_by: string | null;
  state: string;
  as_person: boolean;
  as_unit: boolean;
}

/** Asks for a person of another unit for an office of one's own; the person and their unit are told by mail. */
export async function askForPerson(
  unit: Unit,
  permit: Permit<'people.ask'>,
  input: AskForPersonInput,
): Promise<string> {
  const { place } = permit;
  const reason = words(input.reason, 'reason');
  const [at] = await unit.sql<{ kind: string }[]>`select kind from place where id = ${place}`;
  if (!Object.hasOwn(OFFICES, input.officeKind)) refuse('unknown_office', 'officeKind', input.officeKind);
  if (OFFICES[input.officeKind as OfficeKind].place !== at?.kind)
    refuse('office_not_at_place', 'officeKind', input.officeKind);
  if (input.from && input.until && input.until <= input.from)
    refuse('until_before_from', 'until', input.until);
  const [person] = await unit.sql<{ id: string; owner: number | null }[]>`
    select id, app.owner_of(id, ${place}) as owner from person where id = ${input.personId} and erased_at is null`;
  if (!person) refuse('not_found', 'personId', input.personId);
  if (person.id === unit.actor) refuse('own_office', 'personId');
  if (person.owner === null) refuse('person_of_own_unit', 'personId');
  const [open] =
    await unit.sql`select 1 from person_request where person_id = ${person.id} and place_id = ${place}
    and office_kind = ${input.officeKind} and app.person_request_state(id) in ('asked', 'consented')`;
  if (open) refuse('request_open', 'personId');
  const [made] = await unit.sql<{ id: string }[]>`
    insert into person_request (person_id, owner_id, place_id, office_kind, from_day, until_day, reason, asked_by)
    values (${person.id}, ${person.owner}, ${place}, ${input.officeKind}, ${input.from ?? null}, ${input.until ?? null}, ${reason}, ${unit.actor})
    returning id`;
  const id = String(made?.id);
  await unit.record({
    act: 'askForPerson',
    place,
    subject: ['person_request', id],
    after: { person: person.id, kind: input.officeKind, owner: person.owner },
  });
  const told = await unit.sql<{ person: string }[]>`
    select ${person.id}::uuid as person union select * from app.consenters_of(${person.owner})`;
  await tell(unit, 'person_requested', `asked:${id}`, told, person.owner, {
    request: id,
    place,
    office: input.officeKind,
    reason,
    person: person.id,
    kind: 'asked',
  });
  return id;
}

/** The person themselves or whoever answers for their unit says yes or no; whoever asked is told. */
export async function answerPersonRequest(
  unit: Unit,
  { id, consent, reason }: AnswerPersonRequestInput,
): Promise<string> {
  const request = await requestOf(unit, id);
  const saidAs = answersAs(request);
  if (!['asked', 'taken_back'].includes(request.state)) refuse('request_answered', 'id', request.state);
  return step(unit, request, consent ? 'consented' : 'declined', saidAs, reason);
}

/** Takes the consent back, as long as nobody was appointed on it. */
export async function takeBackConsent(unit: Unit, id: string): Promise<string> {
  const request = await requestOf(unit, id);
  const saidAs = answersAs(request);
  if (request.state === 'appointed') refuse('request_appointed', 'id');
  if (request.state !== 'consented') refuse('request_answered', 'id', request.state);
  return step(unit, request, 'taken_back', saidAs, null);
}

/** Whoever asked no longer does. */
export async function withdrawPersonRequest(unit: Unit, id: string): Promise<string> {
  const request = await requestOf(unit, id);
  await unit.permit('people.ask', request.place_id);
  if (!['asked', 'consented', 'taken_back'].includes(request.state))
    refuse('request_answered', 'id', request.state);
  return step(unit, request, 'withdrawn', 'asker', null);
}

/** Appoints the person as asked for; from then on the unit has an address to write to. */
export async function appointOnConsent(unit: Unit, id: string): Promise<string> {
  const request = await requestOf(unit, id);
  const permit = await unit.permit('offices.manage', request.place_id);
  if (request.state !== 'consented') refuse('consent_needed', 'id', request.state);
  const office = await appoint(unit, permit, {
    placeId: request.place_id,
    kind: request.office_kind,
    personId: request.person_id,
    from: request.from_day,
    until: request.until_day,
  });
  await step(unit, request, 'appointed', 'asker', null, office);
  await unit.sql`select app.contact_on_consent(${id})`;
  return id;
}

/** The request, locked; what the reader may not see is not there. */
async function requestOf(unit: Unit, id: string): Promise<Request> {
  await unit.sql`select pg_advisory_xact_lock(hashtext(${`person_request ${id}`}))`;
  const [found] = await unit.sql<Request[]>`
    select r.*, r.from_day::text, r.until_day::text, app.person_request_state(r.id) as state,
      r.person_id = app.actor() as as_person, r.owner_id = any(app.reach('people.consent')) as as_unit
    from person_request r where r.id = ${id}`;
  return found ?? refuse('not_found', 'id', id);
}

function answersAs({ as_person, as_unit }: Request): 'person' | 'unit' {
  if (as_person) return 'person';
  return as_unit ? 'unit' : refuse('request_not_yours', 'id');
}

async function step(
  unit: Unit,
  request: Request,
  kind: string,
  saidAs: 'person' | 'unit' | 'asker',
  reason: string | null | undefined,
  office: string | null = null,
): Promise<string> {
  const said = plainWords(reason).slice(0, LONGEST) || null;
  await unit.sql`insert into person_request_step (request_id, kind, said_as, by_id, reason, office_id)
    values (${request.id}, ${kind}, ${saidAs}, ${unit.actor}, ${said}, ${office})`;
  await unit.record({
    act: 'answerPersonRequest',
    place: request.place_id,
    subject: ['person_request', request.id],
    before: { state: request.state },
    after: { state: kind, as: saidAs },
    reason: said,
  });
  const [count] = await unit.sql<
    { n: number }[]
  >`select count(*)::int as n from person_request_step where request_id = ${request.id}`;
  const told = await unit.sql<{ person: string }[]>`
    select v.person from (select ${request.asked_by}::uuid as person union select ${request.person_id}::uuid) v
    where v.person is not null and v.person is distinct from ${unit.actor}`;
  await tell(unit, 'person_requested', `answered:${request.id}:${count?.n}`, told, request.place_id, {
    request: request.id,
    place: request.place_id,
    office: request.office_kind,
    reason: said,
    person: request.person_id,
    kind,
  });
  return request.id;
}

/** One message to each; names of persons and places are looked up now, as they read them. */
async function tell(
  unit: Unit,
  kind: string,
  key: string,
  told: { person: string }[],
  place: number,
  data: Record<string, unknown>,
): Promise<void> {
  const [names] = await unit.sql`
    select (select name from person where id = ${String(data['person'])}) as name,
      (select coalesce(g.name, jsonb_build_object('en', o.name), n.name) from place p cross join network n
        left join region g on g.place_id = p.id left join member m on m.place_id = p.id
        left join organisation o on o.id = m.organisation_id where p.id = ${Number(data['place'])}) as unit`;
  for (const { person } of told)
    await post(unit.sql, { key: `${key}:${person}`, kind, person, place, data: { ...data, ...names } });
}

function words(typed: string, field: string): string {
  const kept = plainWords(typed);
  if (!kept) refuse('required', field);
  return kept.length <= LONGEST ? kept : refuse('text_long', field, LONGEST);
}
