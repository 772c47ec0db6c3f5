import { refuse } from '../../errors.ts';
import type { ExtendDeclarationInput, SetDeclarationWindowInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { factsAsked } from './asked.ts';

/** Sets when members declare for the dues of a year; set again, the latest counts and the others stay on record. */
export async function setDeclarationWindow(
  unit: Unit,
  _permit: Permit<'dues.census'>,
  { year, opensOn, closesOn }: SetDeclarationWindowInput,
): Promise<number> {
  const { sql } = unit;
  const [now] = await sql<{ year: number; late: boolean; far: boolean }[]>`
    select extract(year from current_date)::int as year, ${closesOn}::date < ${opensOn}::date as late,
      extract(year from ${closesOn}::date) not between ${year} - 2 and ${year} + 1
        or extract(year from ${opensOn}::date) not between ${year} - 2 and ${year} + 1 as far`;
  if (year < 1900 || year > (now?.year ?? 0) + 1) refuse('year_too_far', 'year', year);
  if (now?.late) refuse('until_before_from', 'closesOn', closesOn);
  if (now?.far) refuse('window_far_from_year', 'opensOn', year);
  if ((await factsAsked(sql, year)).length === 0) refuse('nothing_asked', 'year', year);
  const [same] =
    await sql`select 1 from (select * from declaration_window where year = ${year} order by id desc limit 1) w
    where w.opens_on = ${opensOn} and w.closes_on = ${closesOn}`;
  if (same) refuse('nothing_changed', 'opensOn');
  const [made] = await sql<{ id: string }[]>`
    insert into declaration_window (year, opens_on, closes_on, set_by) values (${year}, ${opensOn}, ${closesOn}, ${unit.actor})
    returning id`;
  await unit.record({
    act: 'setDeclarationWindow',
    place: 1,
    subject: ['declaration_window', String(made?.id)],
    after: { year, opensOn, closesOn },
  });
  return year;
}

/** Gives one member more time; what it declares until then is in time. */
export async function extendDeclaration(
  unit: Unit,
  permit: Permit<'dues.census'>,
  { year, until, reason: typed }: ExtendDeclarationInput,
): Promise<number> {
  const { sql } = unit;
  const member = permit.place;
  const reason = plainWords(typed);
  if (!reason) refuse('required', 'reason');
  const [standing] = await sql<{ state: string; later: boolean | null; region: number | null }[]>`
    select s.state, ${until}::date > s.deadline as later,
      (select mr.region_id from member_region mr where mr.member_id = ${member}
        order by mr.during @> current_date desc, lower(mr.during) desc limit 1) as region
    from app.declaration_standing(${member}, ${year}, current_date) s`;
  if (!standing || standing.later === null) refuse('declaration_no_window', 'year', year);
  if (standing.state === 'none') refuse('declaration_not_asked', 'year', year);
  if (!standing.later) refuse('extension_not_later', 'until', until);
  const [made] = await sql<{ id: string }[]>`
    insert into declaration_extension (member_id, region_id, year, until, reason, granted_by)
    values (${member}, ${standing.region}, ${year}, ${until}, ${reason}, ${unit.actor}) returning id`;
  await unit.record({
    act: 'extendDeclaration',
    place: member,
    subject: ['declaration_extension', String(made?.id)],
    after: { year, until },
    reason,
  });
  return member;
}
