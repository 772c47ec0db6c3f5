import type { TransactionSql } from 'postgres';
import type { FactRead } from '../../statutes/facts-read.ts';
import { EVERYBODY, everybodyOf } from '../everybody.ts';
import {
  type Calculation,
  type Calculator,
  type Cause,
  calculator,
  type LeftOut,
  type NoAmount,
  outcomeFor,
} from '../plan.ts';
import { type Recipient, recipientsOf } from '../recipients.ts';
import { type Rules, rulesOf } from '../rulebook.ts';
import { type Assessed, assessedIn, regionsIssued } from './assessed.ts';
import { rulesOfVersion } from './scenario.ts';

/** What a member was assessed for a year, what comes out today, and why they differ. */
export interface Difference {
  member: number;
  name: string;
  region: number;
  assessed: Assessed | null;
  due: Calculation;
  /** Not zero. */
  amount: bigint;
  causes: Cause[];
}

export interface Differences {
  rules: Rules;
  differences: Difference[];
  leftOut: LeftOut[];
}

/** Every difference between what was assessed for a year at a place and what comes out today. Nothing is written. */
export async function differencesOf(
  sql: TransactionSql,
  year: number,
  region: number | null,
  today: string,
): Promise<Differences> {
  const rules = await rulesOf(sql, year);
  const { assessed, facts } = await assessedIn(sql, year, region);
  const issuedIn = await regionsIssued(sql, year);
  const all = await recipientsOf(sql, year, null, today);
  const recipients = new Map(all.map((one) => [one.member, one]));
  const found: Differences = { rules, differences: [], leftOut: [] };
  const compute = calculator(rules, year, everybodyOf(rules, all, year));
  const earlier = await earlierVersions(sql, assessed, rules.version, year, all);
  for (const member of new Set([...recipients.keys(), ...assessed.keys()])) {
    const before = assessed.get(member) ?? null;
    const recipient = recipients.get(member) ?? null;
    if (!before && (recipient?.assessed || (region !== null && recipient?.region !== region))) continue;
    const outcome = recipient ? outcomeFor(compute, recipient) : GONE;
    const one = differenceOf({
      before,
      recipient,
      outcome,
      rules,
      issued: issuedIn(recipient?.region ?? null),
    });
    if (!one) continue;
    if ('code' in one) found.leftOut.push(one);
    else found.differences.push({ ...one, causes: causesOf(one, recipient, facts, earlier, rules.version) });
  }
  const order = new Intl.Collator('en');
  found.differences.sort((one, other) => order.compare(one.name, other.name) || one.member - other.member);
  return found;
}

/** It is no member on the year's reference day any more. */
const GONE: NoAmount = {
  code: 'nothing_due',
  calculation: { amount: 0n, dueOn: '0001-01-01', article: '', facts: [], warnings: [], why: () => null },
};

interface Compared {
  before: Assessed | null;
  recipient: Recipient | null;
  outcome: Calculation | NoAmount;
  rules: Rules;
  issued: boolean;
}

/** Null where nothing differs; a line of those left out where it cannot be issued. */
function differenceOf({
  before,
  recipient,
  outcome,
  rules,
  issued,
}: Compared): Omit<Difference, 'causes'> | LeftOut | null {
  const who = (recipient ?? before) as { member: number; name: string; region: number | null };
  const { member, name } = who;
  const out = (code: LeftOut['code']): LeftOut => ({ recipient: { member, name }, code });
  const due = 'code' in outcome ? outcome.calculation : outcome;
  if (!due) return { recipient: { member, name }, ...(outcome as NoAmount) };
  if (before && before.currency !== rules.currency) return out('currency_changed');
  const amount = due.amount - (before?.sum ?? 0n);
  if (amount === 0n) return null;
  if (!before && !issued) return out('run_first');
  if (amount < 0n && leftOf(before) < -amount) return out('nothing_left');
  // Kept as it is where it can be: members whose facts are the same share one calculation.
  const calculation = due.article ? due : { ...due, article: before?.article ?? '' };
  return {
    member,
    name,
    region: before?.region ?? (who.region as number),
    assessed: before,
    due: calculation,
    amount,
  };
}

/** What of all that was asked has not been taken off yet. */
function leftOf(before: Assessed | null): bigint {
  return (before?.asked ?? []).reduce((sum, { left }) => sum + left, 0n);
}

/** The rules of each version by which something was assessed and that is not the one that counts today. */
async function earlierVersions(
  sql: TransactionSql,
  assessed: Map<number, Assessed>,
  now: number,
  year: number,
  all: readonly Recipient[],
): Promise<Map<number, Calculator>> {
  const versions = new Set([...assessed.values()].map(({ version }) => version));
  versions.delete(now);
  const found = new Map<number, Calculator>();
  for (const version of versions) {
    const rules = await rulesOfVersion(sql, version, year);
    found.set(version, calculator(rules, year, everybodyOf(rules, all, year)));
  }
  return found;
}

/** Facts that are no longer what they were, and a rule by which today's facts would give another amount. */
function causesOf(
  { assessed, due }: Omit<Difference, 'causes'>,
  recipient: Recipient | null,
  facts: Map<string, FactRead[]>,
  earlier: Map<number, Calculator>,
  version: number,
): Cause[] {
  if (!recipient) return [{ code: 'left' }];
  if (!assessed)
    return [recipient.joinedOn ? { code: 'joined', to: recipient.joinedOn } : { code: 'was_left_out' }];
  const changed = changedFacts(facts.get(assessed.facts) ?? [], due.facts);
  const by = earlier.get(assessed.version);
  const then = by && outcomeFor(by, recipient);
  const same = then && !('code' in then) && then.amount === due.amount;
  const ruled: Cause[] =
    by && !same ? [{ code: 'rule', from: String(assessed.version), to: String(version) }] : [];
  return changed.length + ruled.length > 0 ? [...changed, ...ruled] : [{ code: 'other' }];
}

/** Facts that both calculations read; what only one of them reads is the rule's doing. */
function changedFacts(before: FactRead[], now: FactRead[]): Cause[] {
  return before.flatMap(({ name: fact, value }) => {
    const then = now.find(({ name }) => name === fact);
    if (!then || text(then.value) === text(value)) return [];
    if (fact === EVERYBODY) return [{ code: 'others' }];
    const [from, to] = [text(value), text(then.value)];
    return [{ code: 'fact', fact, ...(from === null ? {} : { from }), ...(to === null ? {} : { to }) }];
  });
}

function text(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}
