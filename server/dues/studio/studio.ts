import { Fault, refuse } from '../../errors.ts';
import type { Answer } from '../../reading/read.ts';
import type { FaultAnswer } from '../../statutes/drafts.ts';
import type { DuesScenarioInput, SimulateDuesInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { everybodyFor } from '../everybody.ts';
import type { Calculation, NoAmount } from '../plan.ts';
import { recipientsOf } from '../recipients.ts';
import { ARTICLE, type Rules } from '../rulebook.ts';
import { allowTime, regionOf, todayOf } from '../run.ts';
import { rulesOfScenario } from './scenario.ts';
import { amountOf, chosen, type Group, groupOf, type Line, type Side, simulate } from './simulation.ts';

const NETWORK = 1;
const LINES = 200_000;

/** A fact with more values than this is none to group by. */
const FEW = 40;

/** A simulation as it was computed, before a page of it is answered. */
export interface Simulated {
  rules: Rules;
  scenario: Answer;
  comparedWith: Answer | null;
  groupBy: string;
  facts: string[];
  lines: Line[];
  /** Those asked for, in the order asked for. */
  wanted: Line[];
}

/** Simulates a scenario for the members of a place, beside another where one is given. Writes nothing. */
export async function simulateDues(unit: Unit, input: SimulateDuesInput): Promise<Answer> {
  const found = await simulated(unit, input);
  if ('faults' in found) return found;
  const { rules, scenario, comparedWith, groupBy, facts, lines, wanted } = found;
  const skip = Math.max(0, input.skip ?? 0);
  const compared = comparedWith !== null;
  return {
    currency: rules.currency,
    scenario,
    comparedWith,
    totals: groupAnswer(groupOf('', lines), compared),
    groups: groupsOf(lines, rules.valuesOf(groupBy)).map((group) => groupAnswer(group, compared)),
    groupedBy: facts,
    count: wanted.length,
    lines: wanted.slice(skip, skip + Math.min(Math.max(0, input.first ?? 50), LINES)).map(lineAnswer),
  };
}

/** The computation behind a simulation, or what is wrong with a draft. */
export async function simulated(
  unit: Unit,
  input: SimulateDuesInput,
): Promise<Simulated | { faults: FaultAnswer[] }> {
  await permitStudio(unit, input.placeId);
  await allowTime(unit.sql);
  const region = await regionOf(unit, input.placeId);
  const found = await sideOf(unit, input.scenario, region);
  if ('faults' in found) return found;
  const other = input.comparedWith ? await sideOf(unit, input.comparedWith, region) : null;
  if (other && 'faults' in other) return other;
  const { rules } = found.side;
  if (other && other.side.rules.currency !== rules.currency)
    refuse('currencies_differ', 'comparedWith', other.side.rules.currency);
  const groupBy = input.groupBy ?? 'region';
  const facts = factsToGroupBy(rules);
  if (groupBy !== 'region' && !facts.includes(groupBy)) refuse('not_grouped_by', 'groupBy', groupBy);
  const lines = simulate(found.side, other?.side ?? null, groupBy);
  const wanted = chosen([...lines], input);
  return { rules, scenario: found.said, comparedWith: other?.said ?? null, groupBy, facts, lines, wanted };
}

/** Whoever assesses at the place simulates there; so does who reads its dues and the rulebook's drafts. */
export async function permitStudio(unit: Unit, place: number): Promise<void> {
  if (await unit.may('dues.assess', place)) return;
  if ((await unit.may('dues.read', place)) && (await unit.may('rulebook.read', NETWORK))) return;
  throw new Fault('FORBIDDEN', 'dues.assess');
}

async function sideOf(unit: Unit, scenario: DuesScenarioInput, region: number | null) {
  const found = await rulesOfScenario(unit, scenario);
  if ('faults' in found) return found;
  const { rules, draft } = found;
  const { year } = scenario;
  const today = await todayOf(unit.sql);
  const knownOn = scenario.knownOn ?? null;
  if (knownOn !== null && knownOn > today) refuse('future_date', 'knownOn', knownOn);
  const recipients = await recipientsOf(unit.sql, year, region, knownOn ?? today, knownOn);
  const everybody = await everybodyFor(unit.sql, rules, year, knownOn ?? today, knownOn);
  const side: Side = { rules, year, recipients, everybody };
  return { side, said: { year, version: draft === null ? rules.version : null, draft, knownOn } };
}

function factsToGroupBy(rules: Rules): string[] {
  const read = rules.reads(ARTICLE.dues, ARTICLE.firstYear);
  return [...read].filter((fact) => {
    const values = rules.valuesOf(fact)?.length ?? 0;
    return values > 1 && values <= FEW;
  });
}

/** In the order in which the rulebook lists the values; those without one last. */
function groupsOf(lines: Line[], values: readonly string[] | null): Group[] {
  const rank = (key: string) =>
    key === '' ? Number.MAX_SAFE_INTEGER : (values?.indexOf(key) ?? Number(key));
  return [...Map.groupBy(lines, ({ group }) => group)]
    .map(([key, some]) => groupOf(key, some))
    .sort((one, other) => rank(one.key) - rank(other.key));
}

function groupAnswer(
  { amount, before, winners, losers, unchanged, ...group }: Group,
  compared: boolean,
): Answer {
  const comparison = compared
    ? { before: before.toString(), winners, losers, unchanged }
    : { before: null, winners: null, losers: null, unchanged: null };
  return { ...group, amount: amount.toString(), ...comparison };
}

function lineAnswer({ member, name, region, group, dues, before, difference, warnings }: Line): Answer {
  return {
    memberId: member,
    memberName: name,
    regionId: region,
    group,
    dues: dues && duesAnswer(dues),
    before: before && duesAnswer(before),
    difference: difference?.toString() ?? null,
    warnings,
  };
}

/** The trace is made only where it is selected: an export of all lines does without. */
function duesAnswer(outcome: Calculation | NoAmount): Answer {
  const amount = amountOf(outcome)?.toString() ?? null;
  if ('code' in outcome) {
    const { code, article, fact, detail, fault, given } = outcome;
    return {
      amount,
      dueOn: null,
      article: article ?? null,
      code,
      fact: fact ?? null,
      detail: detail ?? null,
      fault: fault ?? null,
      given: given ?? [],
      facts: null,
      why: null,
    };
  }
  const { dueOn, article, facts } = outcome;
  return {
    ...{ amount, dueOn, article, facts, code: null, fact: null, detail: null, fault: null, given: [] },
    get why() {
      return outcome.why();
    },
  };
}
