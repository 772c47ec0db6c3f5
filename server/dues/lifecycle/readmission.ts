import { refuse } from '../../errors.ts';
import {
  type Readmission,
  type Readmitted,
  readmissionOf,
  readmit,
} from '../../membership/lifecycle/readmission.ts';
import { rulebookAt, versionOn } from '../../statutes/versions.ts';
import type { PreviewReadmissionInput, ReadmitInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { lockAllMembers } from '../ledger.ts';
import { type Calculation, calculate, type Plan } from '../plan.ts';
import { factsOf, recipientAway } from '../recipients.ts';
import { type Rules, rulesIn } from '../rulebook.ts';
import { allowTime, issue, todayOf } from '../run.ts';
import { type Debt, openDebts } from './debts.ts';

/** The article that says what a member pays for a year in which it was none, from `years_ago` and the facts of dues. */
const BACK_DUES = 'back_dues';

interface BackDues {
  year: number;
  rules: Rules;
  recipient: { member: number; name: string };
  calculation: Calculation;
}

export interface ReadmissionPreview extends Readmitted {
  debts: Debt[];
  backTotal: string;
  currency: string | null;
}

/** What the readmission would ask. Nothing is written. */
export async function previewReadmission(
  unit: Unit,
  input: PreviewReadmissionInput,
): Promise<ReadmissionPreview> {
  const of = await readmissionOf(unit, { ...input, reason: 'preview' });
  const back = await backDuesOf(unit, of);
  const open = await openDebts(unit.sql, of.member);
  return {
    ...of,
    debts: [...open.map(shown), ...back.map(shownBack)],
    backTotal: totalOf(back).toString(),
    currency: back[0]?.rules.currency ?? null,
  };
}

const shown = ({ kind, year, amount, currency, article, why }: Debt): Debt => ({
  ...{ kind, year, amount, currency, article, why },
});

const shownBack = ({ year, rules, calculation }: BackDues): Debt => ({
  ...{ kind: 'back', year, amount: calculation.amount.toString(), currency: rules.currency },
  ...{ article: calculation.article, why: calculation.why() },
});

const totalOf = (back: BackDues[]) => back.reduce((sum, { calculation }) => sum + calculation.amount, 0n);

/** Readmits the member and asks its back dues, one difference a year; refuses other ones than were shown. */
export async function readmitMember(unit: Unit, input: ReadmitInput): Promise<number> {
  await allowTime(unit.sql);
  const of = await readmissionOf(unit, input);
  const back = await backDuesOf(unit, of);
  if (totalOf(back) !== BigInt(input.expectedTotal)) refuse('preview_changed', 'expectedTotal');
  const member = await readmit(unit, input satisfies Readmission, back.length > 0);
  if (back.length === 0) return member;
  await unit.permit('dues.assess', member);
  await lockAllMembers(unit.sql);
  const today = await todayOf(unit.sql);
  for (const one of back) {
    const plan = planOf(one, of.region);
    const reason = `Back dues on readmission: ${of.reason}`.slice(0, 1000);
    await issue(unit.sql, one.rules, plan, { year: one.year, region: of.region, reason }, today, unit.actor);
  }
  return member;
}

function planOf({ recipient, calculation }: BackDues, region: number): Plan {
  const difference = {
    amount: calculation.amount,
    corrects: null,
    causes: [{ code: 'readmitted' }],
  };
  return {
    lines: [{ recipient, region, calculation, warnings: calculation.warnings, difference }],
    leftOut: [],
    calculations: [calculation],
  };
}

/**
 * What is asked for the years in which it was no member on 1 January, by the rulebook in force when it comes back; a year
 * whose dues cannot be computed stops the readmission and says what is missing.
 */
async function backDuesOf(unit: Unit, of: Readmitted): Promise<BackDues[]> {
  const key = await versionOn(unit.sql, of.from);
  if (!key) return [];
  const rulebook = await rulebookAt(unit.sql, key);
  const found: BackDues[] = [];
  for (const year of yearsAway(of)) {
    const rules = rulesIn(rulebook, key, year);
    if (!rules.has(BACK_DUES)) continue;
    const recipient = await recipientAway(unit.sql, year, of);
    const facts = { ...factsOf(recipient, year), years_ago: { value: yearOf(of.from) - year } };
    const outcome = calculate(rules, facts, BACK_DUES);
    if (!('code' in outcome)) found.push({ year, rules, recipient, calculation: outcome });
    else if (outcome.code !== 'nothing_due')
      refuse('back_dues_not_computable', 'from', `${year}: ${outcome.detail ?? outcome.fact ?? ''}`);
  }
  return found;
}

function yearsAway({ away, from }: Readmitted): number[] {
  const first = away.endsWith('-01-01') ? yearOf(away) : yearOf(away) + 1;
  return Array.from({ length: Math.max(0, yearOf(from) - first) }, (_, index) => first + index);
}

const yearOf = (day: string) => Number(day.slice(0, 4));
