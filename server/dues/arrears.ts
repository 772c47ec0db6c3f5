import type { TransactionSql } from 'postgres';
import { type Guard, many, one, type Row, type Scope } from '../reading/shape.ts';

/** A fact as the rulebook engine takes it, with its day and where it comes from. */
export interface ArrearsFact {
  value: number | string | boolean | null;
  asOf: string;
  source: 'dues_ledger';
}

/** What arrears say of a member, by the names that a rulebook may declare. */
export type ArrearsFacts = Record<
  'years_unpaid' | 'overdue_since' | 'last_paid_on' | 'relief_in_force',
  ArrearsFact
>;

/**
 * What arrears say of members on a day, for rules on standing and weights: the years of which something is overdue (not
 * what is waived, put off, sponsored, or under a plan that is kept), the due date of the oldest, the day of the last
 * payment that stands, and whether relief is in force. Reads under row security.
 */
export async function arrearsOf(
  sql: TransactionSql,
  members: readonly number[],
  day: string,
): Promise<Map<number, ArrearsFacts>> {
  const rows = await sql<{ member: number; facts: ArrearsFacts }[]>`
    select m.id as member, app.arrears(m.id, ${day}::date) as facts from unnest(${members}::int[]) m (id)`;
  return new Map(rows.map(({ member, facts }) => [member, facts]));
}

/** SQL of the rows `b` of a member's assessments that are open and overdue on the date. */
function overdueRows(member: string, scope: Scope): string {
  return `select b.currency, b.due_on, app.open_on(b.assessment_id, ${scope.asOf}) as open from assessment_balance b
    where b.member_id = ${member} and b.issued_on <= ${scope.asOf} and b.due_on < ${scope.asOf}
      and app.open_on(b.assessment_id, ${scope.asOf}) > 0 and app.overdue(b.assessment_id, b.due_on, ${scope.asOf})`;
}

const guard = (row: Row): Guard => ({ capability: 'dues.read', member: `${row}.member_id` });

/** The arrears of a member as the contract has them. */
export const arrearsShapes = {
  Arrears: {
    guard,
    fields: {
      yearsUnpaid: (r: Row, q: Scope) => `app.years_unpaid(${r}.member_id, ${q.asOf})`,
      overdue: many(
        'Overdue',
        (c, r, q) =>
          `(select s.currency, sum(s.open) as amount from (${overdueRows(`${r}.member_id`, q)}) s group by s.currency) ${c}`,
        undefined,
        (c) => `${c}.currency`,
      ),
      overdueSince: (r: Row, q: Scope) =>
        `(app.arrears(${r}.member_id, ${q.asOf}) -> 'overdue_since' ->> 'value')`,
      lastPaidOn: (r: Row, q: Scope) =>
        `(app.arrears(${r}.member_id, ${q.asOf}) -> 'last_paid_on' ->> 'value')`,
      reliefs: many(
        'Relief',
        (c) => `relief ${c}`,
        (c, r, q) =>
          `${c}.member_id = ${r}.member_id and exists (select from app.reliefs(${q.asOf}) s where s.relief_id = ${c}.id and s.in_force)`,
        (c) => `${c}.asked_on desc, ${c}.id desc`,
      ),
      facts: (r: Row, q: Scope) => `app.arrears(${r}.member_id, ${q.asOf})`,
    },
  },
  Overdue: {
    fields: { currency: (r: Row) => `${r}.currency`, amount: (r: Row) => `${r}.amount::text` },
  },
} as const;

/** A member's arrears: the row is the member itself. */
export const memberArrears = one('Arrears', (c, r) => `(select ${r}.place_id as member_id) ${c}`);
