import type { TransactionSql } from 'postgres';
import { type Refusal, Refused, refuse } from '../../errors.ts';
import type { CorrectDeclarationInput, DeclareFactsInput, FigureInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { type Asked, type Figure, factsAsked, readFigure } from './asked.ts';
import { type Oddity, odditiesOf } from './plausibility.ts';

interface Standing {
  opensOn: string | null;
  open: boolean;
  region: number | null;
  declaration: string | null;
  state: string;
}

/** Declares a member's facts for a year, whole. Late is no refusal: it is seen. Answers the declaration's id. */
export async function declareFacts(
  unit: Unit,
  permit: Permit<'dues.declare'>,
  input: DeclareFactsInput,
): Promise<string> {
  const member = permit.place;
  const standing = await standingOf(unit.sql, member, input.year);
  if (standing.declaration) refuse('already_declared', 'year', input.year);
  if (!standing.opensOn) refuse('declaration_no_window', 'year', input.year);
  if (!standing.open) refuse('declaration_not_open', 'year', standing.opensOn);
  if (standing.state === 'none') refuse('declaration_not_asked', 'year', input.year);
  if (!input.attested) refuse('attestation_required', 'attested');
  const { figures, oddities } = await figuresOf(unit.sql, member, input.year, input);
  const id = await write(unit, { member, region: standing.region, year: input.year, figures, oddities });
  if (!id) refuse('already_declared', 'year', input.year);
  await unit.record({
    act: 'declareFacts',
    place: member,
    subject: ['declaration', id],
    after: { year: input.year, figures },
  });
  return id;
}

/** Corrects the declaration that counts, with a reason; both stay on record, dated. Answers the new one's id. */
export async function correctDeclaration(unit: Unit, input: CorrectDeclarationInput): Promise<string> {
  const { sql } = unit;
  const [found] = await sql<
    { member: number; region: number; year: number; figures: Record<string, Figure>; corrected: boolean }[]
  >`
    select d.member_id as member, d.region_id as region, d.year, d.figures,
      exists (select from declaration n where n.corrects = d.id) as corrected
    from declaration d where d.id = ${input.declarationId}`;
  if (!found) refuse('not_found', 'declarationId', input.declarationId);
  await unit.permit('dues.declare', found.member);
  if (found.corrected) refuse('declaration_changed', 'declarationId');
  if (!input.attested) refuse('attestation_required', 'attested');
  const reason = plainWords(input.reason);
  if (!reason) refuse('required', 'reason');
  const { figures, oddities } = await figuresOf(sql, found.member, found.year, input);
  if (sameFigures(figures, found.figures)) refuse('nothing_changed', 'figures');
  const corrects = { id: input.declarationId, reason };
  const id = await write(unit, { ...found, figures, oddities, corrects });
  if (!id) refuse('declaration_changed', 'declarationId');
  await unit.record({
    act: 'correctDeclaration',
    place: found.member,
    subject: ['declaration', id],
    before: { figures: found.figures },
    after: { year: found.year, figures },
    reason,
  });
  return id;
}

async function standingOf(sql: TransactionSql, member: number, year: number): Promise<Standing> {
  const [row] = await sql<Standing[]>`
    select s.opens_on::text as "opensOn", s.opens_on <= current_date as open, s.declaration_id as declaration, s.state,
      (select mr.region_id from member_region mr where mr.member_id = ${member}
        order by mr.during @> current_date desc, lower(mr.during) desc limit 1) as region
    from app.declaration_standing(${member}, ${year}, current_date) s`;
  return row as Standing;
}

/** The figures as typed, each as the rulebook wants it; refuses with all their faults at once, then with what looks odd. */
async function figuresOf(
  sql: TransactionSql,
  member: number,
  year: number,
  input: { figures: FigureInput[]; confirmed?: string[] | null },
): Promise<{ figures: Record<string, Figure>; oddities: Oddity[] }> {
  const asked = await factsAsked(sql, year);
  if (asked.length === 0) refuse('nothing_asked', 'year', year);
  const typed = new Map(input.figures.map(({ fact, value }) => [fact, value]));
  const faults: Refusal[] = [...typed.keys()]
    .filter((fact) => !asked.some(({ name }) => name === fact))
    .map((fact) => ({ code: 'fact_unknown', field: fact, value: fact }));
  const figures: Record<string, Figure> = {};
  for (const one of asked) {
    const figure = readFigure(one, typed.get(one.name));
    if (figure === 'fault')
      faults.push({ code: 'fact_value', field: one.name, value: typed.get(one.name) ?? null });
    else if (figure !== null) figures[one.name] = figure;
    else if (!one.declaration.optional) faults.push({ code: 'required', field: one.name });
  }
  if (faults.length > 0) throw new Refused(...faults);
  const oddities = odditiesOf(asked, figures, await lastFigures(sql, member, year));
  refuseUnconfirmed(oddities, asked, new Set(input.confirmed ?? []));
  return { figures, oddities };
}

function refuseUnconfirmed(oddities: Oddity[], asked: Asked[], confirmed: Set<string>): void {
  const open = oddities.filter(({ fact }) => !confirmed.has(fact));
  if (open.length === 0) return;
  const order = new Map(asked.map(({ name }, index) => [name, index]));
  open.sort((one, other) => (order.get(one.fact) ?? 0) - (order.get(other.fact) ?? 0));
  throw new Refused(...open.map(({ code, fact, before }) => ({ code, field: fact, value: before ?? null })));
}

async function lastFigures(
  sql: TransactionSql,
  member: number,
  year: number,
): Promise<Record<string, unknown>> {
  const rows = await sql<{ name: string; value: unknown }[]>`
    select name, value from app.declared_facts(array[${member}::int], ${year - 1}, null)`;
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}

function sameFigures(one: Record<string, Figure>, other: Record<string, Figure>): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].every((name) => one[name] === other[name]);
}

/** Null where somebody else was faster: a year has one first declaration, and each is corrected once. */
async function write(
  unit: Unit,
  of: {
    member: number;
    region: number | null;
    year: number;
    figures: Record<string, Figure>;
    oddities: Oddity[];
    corrects?: { id: string; reason: string };
  },
): Promise<string | null> {
  const { sql } = unit;
  const [made] = await sql<{ id: string }[]>`
    insert into declaration (member_id, region_id, year, figures, confirmed, declared_by, declared_as, corrects, reason)
    values (${of.member}, ${of.region}, ${of.year}, ${sql.json(of.figures)}, ${sql.json(of.oddities as never)}, ${unit.actor},
      coalesce((select o.kind from office o join capability_grant g on g.office_kind = o.kind and g.capability = 'dues.declare'
        where o.person_id = ${unit.actor} and o.place_id = ${of.member} and o.during @> now() order by o.kind desc limit 1), 'council'),
      ${of.corrects?.id ?? null}, ${of.corrects?.reason ?? null})
    on conflict do nothing returning id`;
  if (made) await keepCounts(sql, made.id);
  return made?.id ?? null;
}

/** What the register counts for the facts that were declared, as it is known now, stays with the declaration. */
async function keepCounts(sql: TransactionSql, declaration: string): Promise<void> {
  await sql`insert into declaration_count (declaration_id, member_id, region_id, year, fact, what, day, counted, unknown)
    select d.id, d.member_id, d.region_id, d.year, c.fact, c.what, c.day, c.counted, c.unknown
    from declaration d cross join lateral app.register_counts(d.member_id, d.year) c
    where d.id = ${declaration} and d.figures ? c.fact`;
}
