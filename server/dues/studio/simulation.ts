import type { SimulateDuesInput } from '../../types.ts';
import { searchable } from '../../words.ts';
import type { Everybody } from '../everybody.ts';
import {
  type Calculation,
  calculator,
  changedMuch,
  joinedWarning,
  type NoAmount,
  outcomeFor,
  type Warning,
} from '../plan.ts';
import { factsOf, type Recipient } from '../recipients.ts';
import type { Rules } from '../rulebook.ts';

/** Everything about a year under some rules: who would be asked, and with what outcome. */
export interface Side {
  rules: Rules;
  year: number;
  recipients: Recipient[];
  everybody: Everybody | null;
}

/** A member's dues in the scenario and in the one it is compared with; null where it is no member in that year. */
export interface Line {
  member: number;
  name: string;
  region: number | null;
  group: string;
  dues: Calculation | NoAmount | null;
  before: Calculation | NoAmount | null;
  /** Null where one of the two has no amount. */
  difference: bigint | null;
  warnings: Warning[];
}

/** Computes both sides for every member that either has, in the order of names. */
export function simulate(scenario: Side, comparedWith: Side | null, groupBy: string): Line[] {
  const now = outcomesOf(scenario);
  const then = comparedWith && outcomesOf(comparedWith);
  const members = new Map(
    [...(comparedWith?.recipients ?? []), ...scenario.recipients].map((one) => [one.member, one]),
  );
  const order = new Intl.Collator('en');
  const lines = [...members.values()].map((recipient): Line => {
    const { member, name, region } = recipient;
    const dues = now.get(member) ?? null;
    const before = then?.get(member) ?? null;
    const difference =
      amountOf(dues) !== null && amountOf(before) !== null
        ? (amountOf(dues) as bigint) - (amountOf(before) as bigint)
        : null;
    const group =
      groupBy === 'region'
        ? String(region ?? '')
        : factValue(recipient, dues ?? before, groupBy, scenario.year);
    const warnings = warningsOf(recipient, dues, then ? before : undefined, scenario.rules.currency);
    return { member, name, region, group, dues, before, difference, warnings };
  });
  return lines.sort((one, other) => order.compare(one.name, other.name) || one.member - other.member);
}

function outcomesOf({ rules, year, recipients, everybody }: Side): Map<number, Calculation | NoAmount> {
  const compute = calculator(rules, year, everybody);
  return new Map(recipients.map((one) => [one.member, outcomeFor(compute, one)]));
}

/** The amount that came out; nothing due is an amount too. Null where none can be computed. */
export function amountOf(outcome: Calculation | NoAmount | null): bigint | null {
  if (!outcome) return null;
  if (!('code' in outcome)) return outcome.amount;
  return outcome.code === 'nothing_due' ? 0n : null;
}

/** The fact as the calculation used it, else as it is on record; empty where there is none. */
function factValue(
  recipient: Recipient,
  outcome: Calculation | NoAmount | null,
  fact: string,
  year: number,
): string {
  const used = outcome && !('code' in outcome) ? outcome.facts.find(({ name }) => name === fact) : undefined;
  if (used) return used.value === null ? '' : String(used.value);
  const given = factsOf(recipient, year)[fact] as { value?: unknown; set?: { value?: unknown } } | undefined;
  return String(given?.value ?? given?.set?.value ?? '');
}

/** `before` undefined: nothing is compared, so that the year before as it was assessed is looked at. */
function warningsOf(
  recipient: Recipient,
  dues: Calculation | NoAmount | null,
  before: Calculation | NoAmount | null | undefined,
  currency: string,
): Warning[] {
  if (dues && 'code' in dues && dues.code === 'fact_missing')
    return [{ code: 'fact_missing', ...(dues.fact ? { fact: dues.fact } : {}) }];
  if (!dues || 'code' in dues) return [];
  const last = recipient.before?.currency === currency ? recipient.before.amount : null;
  const reference = before === undefined ? last : amountOf(before);
  const changed = reference !== null && changedMuch(reference, dues.amount);
  return [
    ...dues.warnings,
    ...joinedWarning(recipient),
    ...(changed ? [{ code: 'changed_much', detail: reference.toString() }] : []),
  ];
}

export interface Group {
  key: string;
  members: number;
  leftOut: number;
  warned: number;
  amount: bigint;
  before: bigint;
  winners: number;
  losers: number;
  unchanged: number;
}

/** What lines come to together. */
export function groupOf(key: string, lines: Line[]): Group {
  const group: Group = {
    key,
    members: 0,
    leftOut: 0,
    warned: 0,
    amount: 0n,
    before: 0n,
    winners: 0,
    losers: 0,
    unchanged: 0,
  };
  for (const { dues, before, difference, warnings } of lines) {
    group.members += 1;
    group.amount += amountOf(dues) ?? 0n;
    group.before += amountOf(before) ?? 0n;
    if (dues && amountOf(dues) === null) group.leftOut += 1;
    if (warnings.length > 0) group.warned += 1;
    if (difference === null) continue;
    if (difference < 0n) group.winners += 1;
    else if (difference > 0n) group.losers += 1;
    else group.unchanged += 1;
  }
  return group;
}

/** The lines asked for, in the order asked for. */
export function chosen(lines: Line[], input: SimulateDuesInput): Line[] {
  const words = searchable(input.search ?? '');
  const found = lines.filter(
    (line) =>
      shows(line, input.show ?? 'all') &&
      (input.group == null || line.group === input.group) &&
      (words === '' || searchable(line.name).includes(words)),
  );
  const by = input.sort ?? 'NAME';
  if (by === 'NAME') return input.descending ? found.reverse() : found;
  const key = ({ dues, difference }: Line) => (by === 'AMOUNT' ? amountOf(dues) : difference);
  const sign = input.descending ? -1 : 1;
  return found.sort((one, other) => compare(key(one), key(other), sign));
}

/** Lines without the number stand last, whichever way the others go. */
function compare(one: bigint | null, other: bigint | null, sign: number): number {
  if (one === null || other === null) return Number(one === null) - Number(other === null);
  return one === other ? 0 : (one < other ? -1 : 1) * sign;
}

function shows({ dues, difference, warnings }: Line, show: NonNullable<SimulateDuesInput['show']>): boolean {
  if (show === 'all') return true;
  if (show === 'warned') return warnings.length > 0;
  if (show === 'left_out') return dues !== null && amountOf(dues) === null;
  if (difference === null) return false;
  return show === 'more' ? difference > 0n : show === 'less' ? difference < 0n : difference === 0n;
}
