import type { TransactionSql } from 'postgres';

/** A draft that is open, by the secretariat. */
export const DRAFT = '00000000-0000-7000-8000-00000000d4af';

/** The test federation's one draft: dues of two years ago no longer count. Runs after the rulebook is stored. */
export async function loadStatutes(sql: TransactionSql, people: Record<string, string>): Promise<void> {
  const by = String(people['secretariat']);
  await sql`insert into rulebook_draft (id, rulebook, base_version, title, started_by)
    values (${DRAFT}, 'ninefold-demonstration', 3, 'Standing', ${by})`;
  const entry = {
    no: '4.1',
    key: 'standing',
    kind: 'standing',
    title: { en: 'Standing', fr: 'Situation', es: 'Situación', ar: 'الوضع' },
    rule: {
      use: 'standing',
      levels: [
        { status: 'suspended', when: 'suspended', attributes: { may_vote: 'false' } },
        { status: 'in_arrears', when: 'years_unpaid >= 3', attributes: { may_vote: 'false' } },
      ],
      otherwise: { status: 'good', attributes: { may_vote: 'true' } },
    },
  };
  await sql`insert into rulebook_draft_change (draft_id, part, key, entry, faults, changed_by)
    values (${DRAFT}, 'article', 'standing', ${sql.json(entry)}, '[]', ${by})`;
  await sql`insert into rulebook_draft_change (draft_id, part, key, entry, faults, changed_by)
    values (${DRAFT}, 'fact', 'turnover', ${sql.json({ type: 'number' })}, '[]', ${by})`;
}
