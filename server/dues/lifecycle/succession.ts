import { type Succeeded, succeed, successionOf } from '../../membership/lifecycle/succession.ts';
import { major } from '../../money.ts';
import type { PreviewSuccessionInput, SucceedInput } from '../../types.ts';
import type { Unit } from '../../unit.ts';
import { proposeWriteOff } from '../accounts/write-offs.ts';
import { lockAllMembers } from '../ledger.ts';
import type { Calculation } from '../plan.ts';
import { takeOff } from '../reductions.ts';
import { rulesAt } from '../rulebook.ts';
import { allowTime, issue, todayOf } from '../run.ts';
import { type Debt, type OpenDebt, openDebts } from './debts.ts';

export interface SuccessionPreview {
  category: string;
  region: number;
  country: string;
  affiliates: number;
  documents: string[];
  debts: Debt[];
}

/** What a succession would hand over, and what is owed. Nothing is written. */
export async function previewSuccession(
  unit: Unit,
  input: PreviewSuccessionInput,
): Promise<SuccessionPreview> {
  const left = await successionOf(unit, { ...input, reason: 'preview' });
  const debts = await openDebts(unit.sql, input.memberId);
  return {
    ...{ category: left.category, region: left.region, country: left.country },
    ...{ affiliates: left.affiliates, documents: left.documents },
    debts: debts.map(({ kind, year, amount, currency, article, why }) => ({
      ...{ kind, year, amount, currency, article, why },
    })),
  };
}

/** The succession, and then what becomes of the debts: nothing, or each is transferred, or written off. */
export async function succeedMember(unit: Unit, input: SucceedInput): Promise<Succeeded> {
  await allowTime(unit.sql);
  const done = await succeed(unit, input);
  if (input.debts === 'keep') return done;
  await lockAllMembers(unit.sql);
  const debts = await openDebts(unit.sql, done.predecessor);
  const reason = `Succession on ${done.from}: ${input.reason}`.slice(0, 1000);
  for (const debt of debts) {
    if (input.debts === 'transfer') await transfer(unit, done, debt, reason);
    else await writeOff(unit, debt, reason);
  }
  return done;
}

async function writeOff(unit: Unit, debt: OpenDebt, reason: string): Promise<void> {
  await proposeWriteOff(unit, {
    assessmentId: debt.assessment,
    amount: major(BigInt(debt.amount), debt.currency),
    currency: debt.currency,
    reason,
    idempotencyKey: `succession-${debt.assessment}`,
  });
}

/**
 * What is open of an assessment is corrected away for the predecessor and asked of the successor, for the same year and
 * region and with the same calculation: what the network has asked and what is open stay as they were.
 */
async function transfer(unit: Unit, of: Succeeded, debt: OpenDebt, reason: string): Promise<void> {
  const { sql } = unit;
  const by = BigInt(debt.amount);
  await takeOff(unit, { assessment: debt.assessment, by, account: 'correction', reason });
  const [kept] = await sql<{ facts: Calculation['facts']; why: ReturnType<Calculation['why']> }[]>`
    select c.facts, c.why from calculation c join assessment a on a.calculation_id = c.id where a.id = ${debt.assessment}`;
  const calculation: Calculation = {
    ...{ amount: by, dueOn: debt.dueOn, article: debt.article, facts: kept?.facts ?? [], warnings: [] },
    why: () => kept?.why ?? null,
  };
  const rules = await rulesAt(sql, debt.rulebook, debt.version, debt.year);
  const recipient = { member: of.successor, name: '' };
  const difference = {
    amount: by,
    corrects: null,
    causes: [{ code: 'took_over', from: String(of.predecessor) }],
  };
  await issue(
    sql,
    rules,
    {
      lines: [{ recipient, region: debt.region, calculation, warnings: [], difference }],
      leftOut: [],
      calculations: [calculation],
    },
    { year: debt.year, region: debt.region, reason },
    await todayOf(sql),
    unit.actor,
  );
}
