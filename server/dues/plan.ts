import { decimalsOf } from '../money.ts';
import { boundsReached } from '../rules/bounds.ts';
import { RuleError } from '../rules/faults.ts';
import { givenIn } from '../rules/given.ts';
import type { Computed } from '../rules/rulebook.ts';
import { type ArticleTrace, traceOf } from '../rules/trace.ts';
import { minorUnits, toJson } from '../rules/values.ts';
import { type FactRead, factsUsed } from '../statutes/facts-read.ts';
import { EVERYBODY, type Everybody } from './everybody.ts';
import { factsOf, type Recipient } from './recipients.ts';
import type { Relieved } from './relief/years.ts';
import { ARTICLE, type Rules } from './rulebook.ts';

/** What a reader of the run should look at: a code that the web says, and the fact or amount it concerns. */
export interface Warning {
  code: string;
  fact?: string;
  detail?: string;
}

/** The outcome for members whose facts are the same. */
export interface Calculation {
  amount: bigint;
  dueOn: string;
  article: string;
  facts: FactRead[];
  warnings: Warning[];
  /** The trace, made when it is asked for: a run over many members keeps no two of them at a time. */
  why(): ArticleTrace | null;
}

/** Why no amount came out, for members whose facts are the same. */
export type NoAmount = Omit<LeftOut, 'recipient'>;

/** One reason why nothing can be computed. */
export interface Missing {
  code: 'fact_missing' | 'not_computable';
  article: string;
  fact?: string;
  /** The engine's own sentence, its code, and what the sentence names. */
  detail: string;
  fault: string;
  given: string[];
}

/** Why a member gets no assessment in a run. */
export interface LeftOut {
  recipient: Pick<Recipient, 'member' | 'name'>;
  code:
    | 'already_assessed'
    | 'no_region'
    | 'nothing_due'
    | 'fact_missing'
    | 'not_computable'
    /** The rules read all members, and of others something is missing; `detail` names them. */
    | 'others_missing'
    /** Of differences: no run of the year has been issued there, it was assessed in another currency, or nothing is left to take off. */
    | 'run_first'
    | 'currency_changed'
    | 'nothing_left';
  article?: string;
  fact?: string;
  /** The engine's own sentence, where it refused. */
  detail?: string;
  fault?: string;
  given?: string[];
  /** What else stands in the way, so that all of it can be mended at once. */
  further?: Missing[];
  /** Where nothing is due, how that came out. */
  calculation?: Calculation;
}

export interface Line {
  recipient: Pick<Recipient, 'member' | 'name'>;
  region: number;
  calculation: Calculation;
  warnings: Warning[];
  /** What it was asked for the year before. */
  before?: Recipient['before'];
  /** What relief that was granted for the year takes off it at once. */
  relief?: Relieved;
  /** Where it is a difference to what was assessed: its own amount, the assessment it corrects, and what it follows from. */
  difference?: { amount: bigint; corrects: string | null; causes: Cause[] };
}

/** What a difference follows from: `joined`, `was_left_out`, `fact`, `rule` (by version), `left` or `other`. */
export interface Cause {
  code: string;
  fact?: string;
  from?: string;
  to?: string;
}

/** What a run would issue, and who it leaves out. Nothing is written. */
export interface Plan {
  lines: Line[];
  leftOut: LeftOut[];
  calculations: Calculation[];
}

/** Computes the dues of all recipients that have not been assessed: the engine once for each distinct set of facts. */
export function planRun(
  rules: Rules,
  recipients: Recipient[],
  year: number,
  everybody: Everybody | null,
): Plan {
  const plan: Plan = { lines: [], leftOut: [], calculations: [] };
  const compute = calculator(rules, year, everybody);
  const known = new Set<Calculation>();
  for (const recipient of recipients) {
    if (recipient.assessed) {
      plan.leftOut.push({ recipient, code: 'already_assessed' });
      continue;
    }
    const outcome = outcomeFor(compute, recipient);
    if ('code' in outcome) {
      plan.leftOut.push({ recipient, ...outcome });
      continue;
    }
    if (!known.has(outcome)) plan.calculations.push(outcome);
    known.add(outcome);
    plan.lines.push({
      recipient,
      region: recipient.region as number,
      calculation: outcome,
      warnings: warningsOf(recipient, outcome, rules),
      before: recipient.before,
    });
  }
  return plan;
}

/** What a member's dues come to, or why there are none. */
export type Calculator = (recipient: Recipient) => Calculation | NoAmount;

/** As the calculator, for members without a region, too, to whom nothing can be assessed. */
export function outcomeFor(compute: Calculator, recipient: Recipient): Calculation | NoAmount {
  return recipient.region === null ? { code: 'no_region' } : compute(recipient);
}

/**
 * The engine over recipients of a year, asked once for all whose facts are the same as far as the rules may read them.
 * `everybody` where the rules read the list of all members.
 */
export function calculator(rules: Rules, year: number, everybody: Everybody | null): Calculator {
  const known = new Map<string, Calculation | NoAmount>();
  const read = {
    whole: [...rules.reads(ARTICLE.dues, ARTICLE.dueDate)],
    joined: [...rules.reads(articleFor(rules, true), ARTICLE.dueDate)],
  };
  return (recipient) => {
    const joined = recipient.joinedOn !== null;
    const facts = factsOf(recipient, year);
    const article = articleFor(rules, joined);
    const names = joined ? read.joined : read.whole;
    const missing = everybody?.refuses(recipient, article);
    if (missing) return missing;
    // The list is the same for all, but for who joined later: its own element is in it, too.
    const key = JSON.stringify([
      joined && everybody ? recipient.member : joined,
      names.map((name) => facts[name]),
    ]);
    if (everybody) facts[EVERYBODY] = everybody.listFor(recipient);
    const outcome = known.get(key) ?? calculate(rules, facts, article);
    known.set(key, outcome);
    return outcome;
  };
}

function articleFor(rules: Rules, joined: boolean): string {
  return joined && rules.has(ARTICLE.firstYear) ? ARTICLE.firstYear : ARTICLE.dues;
}

/** What an article comes to for some facts, or why nothing does. */
export function calculate(
  rules: Rules,
  facts: Record<string, unknown>,
  article: string,
): Calculation | NoAmount {
  const compute = rules.over(facts);
  const dues = compute(article);
  const due = compute(ARTICLE.dueDate);
  if (!dues.ok || !due.ok) return refused([dues, due].flatMap((one) => (one.ok ? [] : one.faults)));
  const amount = amountOf(dues, rules.currency);
  if (typeof amount !== 'bigint') return amount;
  const read = factsUsed(dues.outcome);
  const calculation: Calculation = {
    amount,
    dueOn: String(toJson(due.result)),
    article: dues.article.no,
    facts: read,
    warnings: [...read.flatMap(fallbackWarning), ...boundWarnings(dues)],
    why: () => traceOf(dues.outcome),
  };
  return amount > 0n ? calculation : { code: 'nothing_due', article: dues.article.no, calculation };
}

/** A rule may give something that is no amount of its currency: a text, none, or parts of a cent. */
function amountOf(dues: Computed, currency: string): bigint | NoAmount {
  try {
    return minorUnits(dues.result, decimalsOf(currency));
  } catch (error) {
    if (!(error instanceof RuleError)) throw error;
    return refused([{ code: error.code, article: dues.article.no, reason: error.message }]);
  }
}

type EngineFault = { code: string; article: string; fact?: string; reason: string };

/** A fact that several rules miss is said once. */
function refused(faults: readonly EngineFault[]): NoAmount {
  const distinct = new Map(faults.map((one) => [one.fact ?? one.reason, missing(one)]));
  const [first, ...further] = distinct.values();
  if (!first) return { code: 'not_computable' };
  return further.length > 0 ? { ...first, further } : first;
}

function missing({ code, article, fact, reason }: EngineFault): Missing {
  return {
    code: code === 'fact_missing' ? 'fact_missing' : 'not_computable',
    article,
    detail: reason,
    fault: code,
    given: givenIn(reason),
    ...(fact ? { fact } : {}),
  };
}

function fallbackWarning(fact: FactRead): Warning[] {
  return fact.fallback
    ? [{ code: `fact_${fact.fallback}`, fact: fact.name, detail: String(fact.value) }]
    : [];
}

/** The amount stands where the rule lets it rise, or sink, no further. */
function boundWarnings(dues: Computed): Warning[] {
  return boundsReached(dues.outcome).map(({ kind, at }) => ({ code: `at_${kind}`, detail: at }));
}

function warningsOf(recipient: Recipient, calculation: Calculation, rules: Rules): Warning[] {
  const { before } = recipient;
  const changed: Warning[] =
    before && before.currency === rules.currency && changedMuch(before.amount, calculation.amount)
      ? [{ code: 'changed_much', detail: before.amount.toString() }]
      : [];
  return [...calculation.warnings, ...joinedWarning(recipient), ...changed];
}

export function joinedWarning({ joinedOn }: Recipient): Warning[] {
  return joinedOn ? [{ code: 'joined_in_year', detail: joinedOn }] : [];
}

/** More than a fifth above or below what it was before. */
export function changedMuch(before: bigint, now: bigint): boolean {
  const difference = now > before ? now - before : before - now;
  return difference * 5n > before;
}
