import type { TransactionSql } from 'postgres';
import { refuse } from '../../errors.ts';
import type { Debt } from './effect.ts';

/** A member's assessments named by id, the oldest first, as they stand today. Refuses one that is not the member's. */
export async function debtsOf(
  sql: TransactionSql,
  member: number,
  assessments: readonly string[],
): Promise<{ debts: (Debt & { region: number })[]; currency: string }> {
  const rows = await sql<
    (Record<'assessment' | 'asked' | 'outstanding' | 'dueOn' | 'currency', string> & {
      year: number;
      region: number;
    })[]
  >`
    select b.assessment_id as assessment, b.year, (b.amount - b.reduced)::text as asked, b.outstanding::text, b.currency,
      b.region_id as region, app.due_on(b.assessment_id, b.due_on, current_date)::text as "dueOn"
    from assessment_balance b where b.member_id = ${member} and b.assessment_id = any(${assessments}::uuid[])
    order by b.due_on, b.year, b.assessment_id`;
  const [first] = rows;
  if (!first || rows.length !== new Set(assessments).size) refuse('not_found', 'assessmentIds');
  if (rows.some(({ currency }) => currency !== first.currency))
    refuse('relief_one_currency', 'assessmentIds');
  return {
    currency: first.currency,
    debts: rows.map((row) => ({
      ...row,
      asked: BigInt(row.asked),
      outstanding: BigInt(row.outstanding),
    })),
  };
}
