import type { TransactionSql } from 'postgres';
import { type Booking, book, standingsOf } from '../ledger.ts';
import { merged, reduce, settle } from '../settlement.ts';

interface Deduction {
  id: string;
  member: number;
  region: number;
  corrects: string;
  by: string;
  day: string;
  reason: string;
}

/** So many members' accounts are read and booked at a time. */
const MEMBERS = 5000;

/**
 * Books the run's differences below zero: each takes off the assessment that it corrects, from what is open first. What was
 * paid of the rest becomes credit, which settles the member's other dues at once.
 */
export async function bookDeductions(
  sql: TransactionSql,
  run: string,
  currency: string,
  actor: string | null,
): Promise<void> {
  const rows = await sql<Deduction[]>`
    select id, member_id as member, region_id as region, corrects, (-amount)::text as by, issued_on::text as day, reason
    from assessment where run_id = ${run} and amount < 0 order by member_id, id`;
  const byMember = [...Map.groupBy(rows, ({ member }) => member)];
  for (let at = 0; at < byMember.length; at += MEMBERS) {
    const part = byMember.slice(at, at + MEMBERS);
    const members = part.map(([member]) => member);
    const found = await standingsOf(sql, members, currency);
    const bookings = part.flatMap(([member, deductions]) => {
      const account = found.get(member);
      return account ? deductionsOf(deductions, account, currency) : [];
    });
    await book(sql, bookings, actor);
  }
}

type Account = NonNullable<ReturnType<Awaited<ReturnType<typeof standingsOf>>['get']>>;

/** One booking for each deduction; the last one lets the credit settle what else is open. */
function deductionsOf(deductions: Deduction[], account: Account, currency: string): Booking[] {
  let standings: Account['standings'] = account.standings;
  let credit = account.credit;
  return deductions.map(({ id, member, region, corrects, by, day, reason }, index) => {
    const one = standings.find(({ assessment }) => assessment === corrects);
    if (!one)
      throw new Error(`the difference ${id} corrects an assessment that is not on the member's account`);
    const taken = reduce(one, BigInt(by), 'correction', region);
    standings = standings.map((each) => (each === one ? { ...one, ...taken.after } : each));
    credit += taken.credit;
    const settled = index === deductions.length - 1 ? settle(standings, credit, region) : [];
    const entries = merged([...taken.entries, ...settled]);
    return { kind: 'assessment', bookedOn: day, member, region, currency, assessment: id, reason, entries };
  });
}
