import type { TransactionSql } from 'postgres';
import { ADMISSION } from '../../membership/applications/rules.ts';
import { decimalsOf } from '../../money.ts';
import { assess } from '../../rules/rulebook.ts';
import type { ArticleTrace } from '../../rules/trace.ts';
import { minorUnits } from '../../rules/values.ts';
import { rulebookAt, versionOn } from '../../statutes/versions.ts';
import { everybodyFor } from '../everybody.ts';
import { networkFacts } from '../facts/declared.ts';
import { type Calculation, calculator, type NoAmount } from '../plan.ts';
import { publishedFor, type Recipient } from '../recipients.ts';
import { firstDayOf, rulesOf } from '../rulebook.ts';

/** Somebody who may become a member: from where, as what, from when, and what it declared. */
export interface Newcomer {
  country: string;
  region: number;
  category: string;
  /** The first day of membership. */
  from: string;
  declared: Record<string, unknown>;
}

/** What an admission would bring, in minor units of the rulebook's currency, and how each came about. */
export interface FirstDues {
  year: number;
  currency: string;
  /** What is due for the rest of the first year; null where it cannot be computed, with the reason. */
  amount: bigint | null;
  missing: string | null;
  dueOn: string | null;
  why: ArticleTrace | null;
  /** What a whole year comes to by the same rules. */
  wholeYear: bigint | null;
  deposit: bigint | null;
  depositWhy: ArticleTrace | null;
  /** What is left of the first dues once the deposit is counted. */
  left: bigint | null;
}

/** Computes the deposit and the first dues of a newcomer by the rules for its first year. Nothing is written. */
export async function firstDuesOf(sql: TransactionSql, newcomer: Newcomer): Promise<FirstDues> {
  const year = Number(newcomer.from.slice(0, 4));
  const rules = await rulesOf(sql, year);
  const compute = calculator(rules, year, await everybodyFor(sql, rules, year, newcomer.from));
  const first = compute(await recipientOf(sql, newcomer, newcomer.from, year));
  const whole = compute(await recipientOf(sql, newcomer, firstDayOf(year), year));
  const deposit = await depositOf(sql, newcomer);
  const amount = amountOf(first);
  return {
    year,
    currency: rules.currency,
    amount,
    missing: 'code' in first ? (first.fact ?? first.code) : null,
    dueOn: 'code' in first ? null : first.dueOn,
    why: 'code' in first ? (first.calculation?.why() ?? null) : first.why(),
    wholeYear: amountOf(whole),
    deposit: deposit?.amount ?? null,
    depositWhy: deposit?.why ?? null,
    left: amount === null ? null : leftOf(amount, deposit?.amount ?? 0n),
  };
}

const leftOf = (amount: bigint, deposit: bigint) => (amount > deposit ? amount - deposit : 0n);

function amountOf(outcome: Calculation | NoAmount): bigint | null {
  if (!('code' in outcome)) return outcome.amount;
  return outcome.code === 'nothing_due' ? 0n : null;
}

/** The newcomer as a run of dues would find it from the day. */
async function recipientOf(
  sql: TransactionSql,
  { country, region, category, declared }: Newcomer,
  day: string,
  year: number,
): Promise<Recipient> {
  const published = await publishedFor(sql, [{ country, referenceDay: day }]);
  const figures = Object.entries(declared).map(([name, value]) => [
    name,
    { value, year, asOf: day, source: 'application' },
  ]);
  return {
    member: 0,
    name: '',
    country,
    region,
    referenceDay: day,
    joinedOn: day.endsWith('-01-01') ? null : day,
    category,
    published: published.get(`${country} ${day}`) ?? {},
    common: await networkFacts(sql, firstDayOf(year)),
    declared: Object.fromEntries(figures),
    determined: {},
    assessed: false,
    before: null,
  };
}

/** The deposit by the rulebook of the first day of membership; null where it asks for none. */
async function depositOf(
  sql: TransactionSql,
  { category, from }: Newcomer,
): Promise<{ amount: bigint; why: ArticleTrace } | null> {
  const version = await versionOn(sql, from);
  if (!version) return null;
  const rulebook = await rulebookAt(sql, version);
  const result = assess(rulebook, { category }, { asOf: from })(ADMISSION.deposit);
  if (!result.ok || typeof result.result !== 'object') return null;
  return {
    amount: minorUnits(result.result, decimalsOf(String(rulebook.document.currency))),
    why: result.trace,
  };
}
