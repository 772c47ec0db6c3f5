import type { TransactionSql } from 'postgres';
import { decimalsOf } from '../../money.ts';
import { Exact, exactFromText, ONE } from '../../rules/exact.ts';
import { evaluateExpression, type Rulebook } from '../../rules/rulebook.ts';
import { toJson } from '../../rules/values.ts';
import { rulebookAt } from '../../statutes/versions.ts';
import { rateOn } from '../facts/rates.ts';
import { ARTICLE } from '../rulebook.ts';

/** A currency that is accepted besides the invoice's own, frozen with its rate: see `app.payable`. */
export interface FrozenRate {
  currency: string;
  /** Units of the currency for one of the invoice's, as it was published. */
  rate: string;
  day: string;
  source: string;
  /** So many minor units are payable as `step` times the amount in minor units times n/d, rounded half up. */
  n: string;
  d: string;
  step: string;
}

export type Charges = 'payer' | 'payee' | 'shared';

interface Terms {
  accepted: string[];
  charges: Charges | null;
  rateDay: string;
  quantum: Exact | null;
}

/** The terms of invoices that are issued together: what the rulebook says of payment, with the rates of the day. */
export async function writeTerms(
  sql: TransactionSql,
  of: { rulebook: string; version: number; currency: string; issuedOn: string },
): Promise<string> {
  const terms = termsOf(await rulebookAt(sql, of), of.version, of.issuedOn);
  const rates: FrozenRate[] = [];
  for (const currency of terms.accepted.filter((one) => one !== of.currency)) {
    const rate = await rateOn(sql, of.currency, currency, terms.rateDay);
    if (rate) rates.push(frozen(rate, terms.quantum));
  }
  const [made] = await sql<{ id: string }[]>`insert into invoice_terms (charges, rate_day, rates)
    values (${terms.charges}, ${terms.rateDay}, ${sql.json(rates as never)}) returning id`;
  return String(made?.id);
}

/** What the version of a rulebook says in its article on payment; without one only its own currency is accepted. */
export function termsOf(rulebook: Rulebook, version: number, day: string): Terms {
  const article = rulebook.document.articles
    .filter((one) => one.key === ARTICLE.payable && (one.version ?? 1) <= version)
    .toSorted((one, other) => (other.version ?? 1) - (one.version ?? 1))[0];
  const rule = (article && 'rule' in article ? article.rule : null) as
    | Record<string, unknown>
    | string
    | null;
  if (typeof rule !== 'object' || rule?.['use'] !== 'terms')
    return { accepted: [], charges: null, rateDay: day, quantum: null };
  return {
    accepted: rule['accepted'] as string[],
    charges: rule['charges'] as Charges,
    rateDay: dayOf(rulebook, rule['rateDate'], day),
    quantum: rule['quantum'] === undefined ? null : exactFromText(String(rule['quantum'])),
  };
}

/** The day whose rate counts, as the rulebook says from the day of issue; that day itself where it says nothing. */
function dayOf(rulebook: Rulebook, expression: unknown, day: string): string {
  if (typeof expression !== 'string') return day;
  const found = evaluateExpression(rulebook, expression, {}, { asOf: day });
  return found.ok ? String(toJson(found.result)) : day;
}

/** A rate in minor units: the smallest step that the rulebook pays in is at least one of them. */
function frozen(
  rate: { from: string; to: string; rate: string; day: string; source: string; exact: Exact },
  quantum: Exact | null,
): FrozenRate {
  const minor = Exact.of(10n ** BigInt(decimalsOf(rate.to)));
  const wanted = quantum?.mul(minor).round(ONE, 'half_up') ?? ONE;
  const step = wanted.n > 1n ? wanted : ONE;
  const factor = rate.exact
    .mul(minor)
    .div(Exact.of(10n ** BigInt(decimalsOf(rate.from))))
    .div(step);
  const { rate: published, day, source } = rate;
  const exact = { n: factor.n.toString(), d: factor.d.toString(), step: step.n.toString() };
  return { currency: rate.to, rate: published, day, source, ...exact };
}

/** What is payable in a currency for an amount in minor units, as `app.payable` has it. */
export function payable(amount: bigint, { n, d, step }: Pick<FrozenRate, 'n' | 'd' | 'step'>): bigint {
  const [numerator, denominator] = [BigInt(n), BigInt(d)];
  return BigInt(step) * ((2n * amount * numerator + denominator) / (2n * denominator));
}
