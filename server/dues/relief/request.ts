import { refuse } from '../../errors.ts';
import type { AskReliefInput, ReliefKind, ReliefTermsInput } from '../../types.ts';
import type { Permit, Unit } from '../../unit.ts';
import { plainWords } from '../../words.ts';
import { lockMember } from '../ledger.ts';
import { regionToday } from '../region-today.ts';
import { todayOf } from '../run.ts';
import { debtsOf } from './debts.ts';
import { type Effect, effectOf } from './effect.ts';
import { type ReliefRules, reliefRulesOn } from './rules.ts';
import { type Terms, termColumns, termsOf, termValues } from './terms.ts';

/** A relief as somebody would have it, before it is asked for. */
export interface Wanted {
  kind: ReliefKind;
  assessmentIds: readonly string[];
  /** Years of which nothing is assessed yet. */
  years?: readonly number[] | null | undefined;
  sponsorId?: number | null | undefined;
  terms?: ReliefTermsInput | null | undefined;
}

export interface Examined {
  terms: Terms;
  effect: Effect;
  rules: ReliefRules;
  debts: Awaited<ReturnType<typeof debtsOf>>['debts'];
  years: readonly number[];
  currency: string;
}

/** What a wish comes to today, by the rulebook; refuses what could not be granted. Nothing is written. */
export async function examine(unit: Unit, member: number, wanted: Wanted, day: string): Promise<Examined> {
  const { sql } = unit;
  const rules = await reliefRulesOn(sql, day);
  if (!rules.decider(wanted.kind)) refuse('relief_not_in_rulebook', 'kind', wanted.kind);
  const years = [...new Set(wanted.years ?? [])].sort((a, b) => a - b);
  const { assessmentIds } = wanted;
  if (assessmentIds.length + years.length === 0) refuse('required', 'assessmentIds');
  const { debts, currency } =
    assessmentIds.length > 0
      ? await debtsOf(sql, member, assessmentIds)
      : { debts: [], currency: rules.currency };
  if (currency !== rules.currency) refuse('relief_one_currency', 'assessmentIds');
  const open = debts.reduce((sum, { outstanding }) => sum + outstanding, 0n);
  const typed = wanted.terms ?? {};
  const terms =
    wanted.kind === 'sponsorship' && !typed.amount?.trim()
      ? { ...termsOf('waiver', {}, currency, day), amount: open }
      : termsOf(wanted.kind, typed, currency, day);
  if (wanted.kind === 'sponsorship') await refuseSponsor(unit, member, wanted.sponsorId ?? null);
  const effect = effectOf(wanted.kind, terms, { debts, years }, rules, day);
  return { terms, effect, rules, debts, years, currency };
}

async function refuseSponsor(unit: Unit, member: number, sponsor: number | null): Promise<void> {
  if (!sponsor) refuse('required', 'sponsorId');
  if (sponsor === member) refuse('relief_own_sponsor', 'sponsorId', sponsor);
  const [known] =
    await unit.sql`select from membership where member_id = ${sponsor} and during @> current_date`;
  if (!known) refuse('relief_sponsor_unknown', 'sponsorId', sponsor);
}

/** A member asks for relief from dues of its own. Answers the request's id. */
export async function askRelief(
  unit: Unit,
  permit: Permit<'relief.ask'>,
  input: AskReliefInput,
): Promise<string> {
  const { sql } = unit;
  const member = permit.place;
  const reason = plainWords(input.reason);
  if (!reason) refuse('required', 'reason');
  await lockMember(sql, member);
  const today = await todayOf(sql);
  const { terms, debts, years, currency, rules } = await examine(unit, member, input, today);
  await refuseYears(unit, member, years, today);
  await refuseTwice(unit, input, years);
  const region = await regionToday(sql, member);
  const columns = {
    member_id: member,
    region_id: region,
    kind: input.kind,
    currency,
    ...termValues(sql, terms),
    sponsor_id: input.kind === 'sponsorship' ? (input.sponsorId ?? null) : null,
    reason,
    documents: plainWords(input.documents) || null,
    lapses_on: rules.requestUntil(today),
    asked_by: unit.actor,
  };
  const [made] = await sql<{ id: string }[]>`insert into relief ${sql(columns)} returning id`;
  const relief = String(made?.id);
  if (debts.length > 0)
    await sql`insert into relief_cover ${sql(
      debts.map((debt) => ({
        relief_id: relief,
        assessment_id: debt.assessment,
        member_id: member,
        region_id: debt.region,
      })),
    )}`;
  if (years.length > 0)
    await sql`insert into relief_year (relief_id, member_id, region_id, year)
      select ${relief}, ${member}, ${region}, year from unnest(${years as number[]}::integer[]) year`;
  await unit.record({
    act: 'askRelief',
    place: member,
    subject: ['relief', relief],
    after: { kind: input.kind, years: [...debts.map(({ year }) => year), ...years], ...termColumns(terms) },
    reason,
  });
  return relief;
}

/** One request or relief of a kind at a time for the same dues. */
async function refuseTwice(
  unit: Unit,
  { memberId, kind, assessmentIds }: Pick<AskReliefInput, 'memberId' | 'kind' | 'assessmentIds'>,
  years: readonly number[],
): Promise<void> {
  const [known] =
    await unit.sql`select from relief_cover c join app.reliefs(current_date) r on r.relief_id = c.relief_id
    where c.assessment_id = any(${assessmentIds}::uuid[]) and r.kind = ${kind}
      and (r.state in ('asked', 'awaiting_sponsor') or r.in_force and r.kind in ('plan', 'sponsorship'))`;
  if (known) refuse('relief_already_asked', 'kind', kind);
  const [asked] = await unit.sql<{ year: number }[]>`
    select y.year from relief_year y join app.reliefs(current_date) r on r.relief_id = y.relief_id
    where y.member_id = ${memberId} and y.year = any(${years as number[]}::integer[]) and r.state = 'asked' limit 1`;
  if (asked) refuse('relief_year_taken', 'years', asked.year);
  await refuseYearTaken(unit, memberId, years);
}

/** One relief at a time for dues of a year to come: a second one would be counted on the first. */
export async function refuseYearTaken(unit: Unit, member: number, years: readonly number[]): Promise<void> {
  const [taken] = await unit.sql<{ year: number }[]>`
    select y.year from relief_year y join app.reliefs(current_date) r on r.relief_id = y.relief_id and r.in_force
    where y.member_id = ${member} and y.year = any(${years as number[]}::integer[]) limit 1`;
  if (taken) refuse('relief_year_taken', 'years', taken.year);
}

/** So many years ahead relief can be asked for. */
const YEARS_AHEAD = 5;

/** Years to come are this one and the next few, as far as nothing is assessed of them. */
export async function refuseYears(
  unit: Unit,
  member: number,
  years: readonly number[],
  today: string,
): Promise<void> {
  const thisYear = Number(today.slice(0, 4));
  const beyond = years.find((year) => year < thisYear || year > thisYear + YEARS_AHEAD);
  if (beyond !== undefined) refuse('relief_year_range', 'years', beyond);
  const [assessed] = await unit.sql<{ year: number }[]>`
    select year from assessment where member_id = ${member} and year = any(${years as number[]}::integer[]) limit 1`;
  if (assessed) refuse('relief_year_assessed', 'years', assessed.year);
}

/** The member takes its request back while nobody has decided it. */
export async function withdrawRelief(unit: Unit, id: string, reason: string): Promise<string> {
  const relief = await reliefOf(unit, id);
  await unit.permit('relief.ask', relief.member);
  await lockMember(unit.sql, relief.member);
  await endRequest(unit, relief, 'withdrawn', reason);
  return id;
}

/** A request as acts read it. */
export interface ReliefRow {
  id: string;
  member: number;
  region: number;
  kind: ReliefKind;
  currency: string;
  sponsor: number | null;
  reason: string;
  askedOn: string;
  askedBy: string | null;
}

export async function reliefOf(unit: Unit, id: string): Promise<ReliefRow> {
  const [row] = await unit.sql<
    ReliefRow[]
  >`select id, member_id as member, region_id as region, kind, currency,
      sponsor_id as sponsor, reason, asked_on::text as "askedOn", asked_by as "askedBy" from relief where id = ${id}`;
  if (!row) refuse('not_found', 'reliefId', id);
  return row;
}

/** What the request has come to today. */
export async function stateOf(unit: Unit, id: string): Promise<string> {
  const [row] = await unit.sql<
    { state: string }[]
  >`select state from app.reliefs(current_date) where relief_id = ${id}`;
  return String(row?.state);
}

/** Refuses unless the request waits for a decision. */
export async function refuseUnlessOpen(unit: Unit, id: string): Promise<void> {
  const state = await stateOf(unit, id);
  if (state !== 'asked' && state !== 'awaiting_sponsor') refuse('relief_not_open', 'reliefId', state);
}

/** Ends an open request without granting it, with the reason. */
export async function endRequest(
  unit: Unit,
  relief: ReliefRow,
  kind: 'withdrawn' | 'declined',
  reason: string,
): Promise<void> {
  const words = plainWords(reason);
  if (!words) refuse('required', 'reason');
  await refuseUnlessOpen(unit, relief.id);
  await unit.sql`insert into relief_step (relief_id, member_id, region_id, kind, reason, recorded_by)
    values (${relief.id}, ${relief.member}, ${relief.region}, ${kind}, ${words}, ${unit.actor})`;
  await unit.record({
    act: kind === 'withdrawn' ? 'withdrawRelief' : 'answerSponsorship',
    place: kind === 'withdrawn' ? relief.member : (relief.sponsor ?? relief.member),
    subject: ['relief', relief.id],
    after: { kind },
    reason: words,
  });
}
