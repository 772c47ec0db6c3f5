import { refuse } from '../errors.ts';
import type { Unit } from '../unit.ts';
import { book, lockMember, standingsOf } from './ledger.ts';
import { merged, type Reduction, reduce, settle } from './settlement.ts';

/** Where it is written, and as whom. */
export type Writer = Pick<Unit, 'sql' | 'actor'>;

/** What is to be taken off an assessment without money, and why. */
export interface TakeOff {
  assessment: string;
  /** In minor units, above zero. */
  by: bigint;
  account: Reduction;
  reason: string;
  /** The difference below zero that this books; its transaction is then the assessment's own. */
  difference?: string;
}

/**
 * Takes an amount off an assessment: from what is open first; what was paid of the rest becomes credit, which settles
 * the member's other dues at once. Refuses more than is asked. Booked today; answers the transaction's id.
 * The caller has proved the right and records the act.
 */
export async function takeOff(unit: Writer, wish: TakeOff): Promise<string> {
  const assessment = await assessmentOf(unit, wish.assessment);
  const asked = await standingOf(unit, assessment);
  if (wish.by <= 0n) refuse('amount_not_positive', 'amount', wish.by.toString());
  if (wish.by > asked.one.amount) refuse('more_than_asked', 'amount', wish.by.toString());
  return bookReduction(unit, assessment, asked, wish);
}

/** Gives back what had been taken off, with a reason: it is asked again, and credit settles it. Answers the reversal's id. */
export async function giveBack(unit: Writer, transaction: string, reason: string): Promise<string> {
  const [taken] = await unit.sql<{ assessment: string; account: Reduction; amount: string }[]>`
    select e.assessment_id as assessment, e.account, e.amount::text
    from ledger_transaction t join ledger_entry e on e.transaction_id = t.id
    where t.id = ${transaction} and t.kind = 'reduction'
      and e.account in ('correction', 'relief', 'discount', 'write_off')`;
  if (!taken) refuse('not_found', 'transactionId', transaction);
  const assessment = await assessmentOf(unit, taken.assessment);
  const [again] = await unit.sql`select from ledger_transaction where reverses = ${transaction}`;
  if (again) refuse('already_reversed', 'transactionId', transaction);
  const asked = await standingOf(unit, assessment);
  return bookReduction(unit, assessment, asked, {
    assessment: taken.assessment,
    by: -BigInt(taken.amount),
    account: taken.account,
    reason,
    reverses: transaction,
  });
}

interface Asked {
  id: string;
  member: number;
  region: number;
  currency: string;
}

/** The assessment, its member's dues locked until the transaction ends. */
async function assessmentOf(unit: Writer, id: string): Promise<Asked> {
  const [found] = await unit.sql<Asked[]>`
    select id, member_id as member, region_id as region, currency from assessment where id = ${id}`;
  if (!found) refuse('not_found', 'assessmentId', id);
  await lockMember(unit.sql, found.member);
  return found;
}

async function standingOf(unit: Writer, { id, member, currency }: Asked) {
  const found = (await standingsOf(unit.sql, [member], currency)).get(member);
  const one = found?.standings.find(({ assessment }) => assessment === id);
  if (!found || !one) refuse('not_found', 'assessmentId', id);
  return { ...found, one };
}

async function bookReduction(
  unit: Writer,
  { id, member, region, currency }: Asked,
  { standings, credit, one }: Awaited<ReturnType<typeof standingOf>>,
  wish: TakeOff & { reverses?: string },
): Promise<string> {
  const taken = reduce(one, wish.by, wish.account, region);
  const then = standings.map((each) => (each === one ? taken.after : each));
  const entries = merged([...taken.entries, ...settle(then, credit + taken.credit, region)]);
  const [{ today } = { today: '' }] = await unit.sql<{ today: string }[]>`select current_date::text as today`;
  const [transaction] = await book(
    unit.sql,
    [
      {
        kind: wish.reverses ? 'reversal' : wish.difference ? 'assessment' : 'reduction',
        ...{ bookedOn: today, member, region, currency, entries, reason: wish.reason },
        assessment: wish.difference ?? id,
        ...(wish.reverses ? { reverses: wish.reverses } : {}),
      },
    ],
    unit.actor,
  );
  return String(transaction);
}
