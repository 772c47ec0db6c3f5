import { decimalsOf } from '../money.ts';
import type { ArticleTrace } from '../rules/trace.ts';
import { minorUnits } from '../rules/values.ts';
import { type FactRead, factsRead } from '../statutes/facts-read.ts';
import { factsOf, type Recipient } from './recipients.ts';
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
  why: ArticleTrace;
}

/** Why a member gets no assessment in a run. */
export interface LeftOut {
  recipient: Recipient;
  code: 'already_assessed' | 'no_region' | 'nothing_due' | 'fact_missing' | 'not_computable';
  article?: string;
  fact?: string;
  /** The engine's own sentence, where it refused. */
  detail?: string;
}

export interface Line {
  recipient: Recipient;
  region: number;
  calculation: Calculation;
  warnings: Warning[];
}

/** What a run would issue, and who it leaves out. Nothing is written. */
export interface Plan {
  lines: Line[];
  leftOut: LeftOut[];
  calculations: Calculation[];
}

/** Computes the dues of all recipients: the engine once for each distinct set of facts. */
export function planRun(rules: Rules, recipients: Recipient[], year: number): Plan {
  const plan: Plan = { lines: [], leftOut: [], calculations: [] };
  const known = new Map<string, Calculation | Omit<LeftOut, 'recipient'>>();
  for (const recipient of recipients) {
    if (recipient.assessed) {
      plan.leftOut.push({ recipient, code: 'already_assessed' });
      continue;
    }
    if (recipient.region === null) {
      plan.leftOut.push({ recipient, code: 'no_region' });
      continue;
    }
    const facts = factsOf(recipient, year);
    const key = JSON.stringify([facts, recipient.joinedOn !== null]);
    let outcome = known.get(key);
    if (!outcome) {
      outcome = calculate(rules, facts, recipient.joinedOn !== null);
      known.set(key, outcome);
      if (!('code' in outcome)) plan.calculations.push(outcome);
    }
    if ('code' in outcome) plan.leftOut.push({ recipient, ...outcome });
    else
      plan.lines.push({
        recipient,
        region: recipient.region,
        calculation: outcome,
        warnings: warningsOf(recipient, outcome, rules),
      });
  }
  return plan;
}

function calculate(
  rules: Rules,
  facts: Record<string, unknown>,
  joined: boolean,
): Calculation | Omit<LeftOut, 'recipient'> {
  const article = joined && rules.has(ARTICLE.firstYear) ? ARTICLE.firstYear : ARTICLE.dues;
  const compute = rules.over(facts);
  const dues = compute(article);
  if (!dues.ok) return refused(dues.faults[0]);
  const due = compute(ARTICLE.dueDate);
  if (!due.ok) return refused(due.faults[0]);
  const amount = minorUnits(dues.result, decimalsOf(rules.currency));
  if (amount <= 0n) return { code: 'nothing_due', article: dues.article.no };
  const why = dues.trace;
  const read = factsRead(why);
  return {
    amount,
    dueOn: String(due.trace.value),
    article: dues.article.no,
    facts: read,
    warnings: read.flatMap(fallbackWarning),
    why,
  };
}

function refused(
  fault: { code: string; article: string; fact?: string; reason: string } | undefined,
): Omit<LeftOut, 'recipient'> {
  const { article, fact, reason, code } = fault ?? { article: '', reason: '', code: '' };
  return {
    code: code === 'fact_missing' ? 'fact_missing' : 'not_computable',
    article,
    detail: reason,
    ...(fact ? { fact } : {}),
  };
}

function fallbackWarning(fact: FactRead): Warning[] {
  return fact.fallback
    ? [{ code: `fact_${fact.fallback}`, fact: fact.name, detail: String(fact.value) }]
    : [];
}

function warningsOf(recipient: Recipient, calculation: Calculation, rules: Rules): Warning[] {
  const { before } = recipient;
  const joined: Warning[] = recipient.joinedOn
    ? [{ code: 'joined_in_year', detail: recipient.joinedOn }]
    : [];
  const changed: Warning[] =
    before && before.currency === rules.currency && changedMuch(before.amount, calculation.amount)
      ? [{ code: 'changed_much', detail: before.amount.toString() }]
      : [];
  return [...calculation.warnings, ...joined, ...changed];
}

/** More than a fifth above or below the year before. */
function changedMuch(before: bigint, now: bigint): boolean {
  const difference = now > before ? now - before : before - now;
  return difference * 5n > before;
}
