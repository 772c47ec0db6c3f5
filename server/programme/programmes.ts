import { type Refusal, Refused, refuse } from '../errors.ts';
import type { AdoptProgrammeInput, RegionalProgrammeInput } from '../types.ts';
import type { Permit, Unit } from '../unit.ts';
import { plainText } from './texts.ts';

interface Span {
  id: string;
  from: string;
  until: string;
}

/** Makes a region's own programme inside a global one: within its years, and beside no other of the region. */
export async function createRegionalProgramme(
  unit: Unit,
  permit: Permit<'programme.manage'>,
  input: RegionalProgrammeInput,
): Promise<string> {
  const [place] = await unit.sql<{ kind: string }[]>`select kind from place where id = ${permit.place}`;
  if (place?.kind !== 'region') refuse('region_needed', 'placeId', permit.place);
  const [parent] = await unit.sql<
    Span[]
  >`select id, lower(during) as from, upper(during) as until from programme
    where code = ${input.parentCode.trim().toUpperCase()} and place_id = 1`;
  if (!parent) refuse('programme_unknown', 'parentCode', input.parentCode);
  const code = input.code.trim().toUpperCase();
  const title = plainText(input.title);
  const faults = [
    ...fieldFaults(parent, code, title, input),
    ...(await clashes(unit, permit.place, code, input)),
  ];
  if (faults.length > 0) throw new Refused(...faults);
  const [made] = await unit.sql<{ id: string }[]>`
    insert into programme (code, place_id, parent_id, title, during, source)
    values (${code}, ${permit.place}, ${parent.id}, jsonb_build_object(${input.locale}::text, ${title}::text),
      daterange(${input.from}, ${input.until}), 'entered by the region') returning id`;
  const id = String(made?.id);
  await unit.sql`insert into programme_act (programme_id, act, on_date, recorded_by)
    values (${id}, 'created', current_date::text, ${unit.actor})`;
  const after = { code, title, from: input.from, until: input.until, parent: input.parentCode };
  await unit.record({
    act: 'createRegionalProgramme',
    place: permit.place,
    subject: ['programme', id],
    after,
  });
  return id;
}

function fieldFaults(
  parent: Span,
  code: string,
  title: string | null,
  { from, until }: RegionalProgrammeInput,
): Refusal[] {
  const faults: Refusal[] = [];
  if (!/^[A-Z][A-Z0-9-]{2,19}$/.test(code))
    faults.push({ code: 'programme_code_invalid', field: 'code', value: code });
  if (!title) faults.push({ code: 'required', field: 'title' });
  else if (title.length > 300) faults.push({ code: 'text_too_long', field: 'title' });
  if (until <= from) faults.push({ code: 'until_before_from', field: 'until', value: until });
  else if (from < parent.from || from >= parent.until)
    faults.push({ code: 'outside_programme', field: 'from', value: from });
  else if (until > parent.until) faults.push({ code: 'outside_programme', field: 'until', value: until });
  return faults;
}

async function clashes(
  unit: Unit,
  place: number,
  code: string,
  { from, until }: RegionalProgrammeInput,
): Promise<Refusal[]> {
  // Two programmes of one region entered at once: the second waits for the first.
  await unit.sql`select pg_advisory_xact_lock(hashtext('programme'), ${place})`;
  const faults: Refusal[] = [];
  const [taken] = await unit.sql`select from programme where code = ${code}`;
  if (taken) faults.push({ code: 'programme_code_taken', field: 'code', value: code });
  if (until <= from) return faults;
  const [other] = await unit.sql<{ code: string }[]>`select code from programme
    where place_id = ${place} and during && daterange(${from}, ${until}) limit 1`;
  if (other) faults.push({ code: 'programme_overlaps', field: 'from', value: other.code });
  return faults;
}

/** Records that a body adopted the programme. The date stays as precise as it is given. */
export async function adoptProgramme(unit: Unit, input: AdoptProgrammeInput): Promise<string> {
  const [programme] = await unit.sql<{ id: string; place_id: number }[]>`
    select id, place_id from programme where code = ${input.code.trim().toUpperCase()}`;
  if (!programme) refuse('programme_unknown', 'code', input.code);
  await unit.permit('programme.adopt', programme.place_id);
  const body = plainText(input.body);
  if (!body) refuse('required', 'body');
  await refuseBadDate(unit, input.date);
  // The second of two at once waits here, then finds the first's adoption.
  await unit.sql`select pg_advisory_xact_lock(hashtext('programme.adopt'), hashtext(${programme.id}))`;
  const [adopted] =
    await unit.sql`select from programme_act where programme_id = ${programme.id} and act = 'adopted'`;
  if (adopted) refuse('programme_adopted', 'code', input.code);
  await unit.sql`insert into programme_act (programme_id, act, on_date, body, venue, source, recorded_by)
    values (${programme.id}, 'adopted', ${input.date}, jsonb_build_object(${input.locale}::text, ${body}::text),
      ${plainText(input.venue)}, ${plainText(input.source)}, ${unit.actor})`;
  const after = { body, date: input.date, venue: input.venue ?? null };
  await unit.record({
    act: 'adoptProgramme',
    place: programme.place_id,
    subject: ['programme', programme.id],
    after,
  });
  return programme.id;
}

/** YYYY, YYYY-MM or YYYY-MM-DD, of the calendar and not after today. */
async function refuseBadDate(unit: Unit, date: string): Promise<void> {
  const match = /^(\d{4})(?:-(\d\d)(?:-(\d\d))?)?$/.exec(date);
  const day = match && `${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`;
  const parsed = day ? new Date(`${day}T00:00:00Z`) : null;
  if (
    !day ||
    !parsed ||
    Number.isNaN(parsed.getTime()) ||
    !parsed.toISOString().startsWith(day) ||
    Number(match?.[1]) < 1900
  ) {
    refuse('date_invalid', 'date', date);
  }
  const [row] = await unit.sql<{ future: boolean }[]>`select ${day}::date > current_date as future`;
  if (row?.future) refuse('date_in_future', 'date', date);
}
