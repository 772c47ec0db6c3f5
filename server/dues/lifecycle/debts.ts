import type { TransactionSql } from 'postgres';

/** What a member owes, or will owe by the act, as the preview shows it. */
export interface Debt {
  kind: 'open' | 'back';
  year: number;
  amount: string;
  currency: string;
  article: string;
  why: unknown;
}

export interface OpenDebt extends Debt {
  assessment: string;
  region: number;
  rulebook: string;
  version: number;
  dueOn: string;
}

/** What was asked of a member and is not paid, the oldest first. */
export async function openDebts(sql: TransactionSql, member: number): Promise<OpenDebt[]> {
  return sql<OpenDebt[]>`
    select 'open' as kind, b.year, b.outstanding::text as amount, b.currency, a.article, null as why, a.id as assessment,
      a.region_id as region, a.rulebook, a.version, a.due_on::text as "dueOn"
    from assessment_balance b join assessment a on a.id = b.assessment_id
    where b.member_id = ${member} and b.outstanding > 0 order by b.due_on, b.year, a.id`;
}
