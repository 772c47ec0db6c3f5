import type { Unit } from '../../unit.ts';

/** The payments that decisions stand for. */
export async function writeParts(
  { sql }: Unit,
  parts: { decision: string; payment: string; member: number }[],
): Promise<void> {
  await sql`insert into bank_part (decision_id, payment_id, member_id)
    select decision, payment, member from jsonb_to_recordset(${sql.json(parts)}) p(decision uuid, payment uuid, member int)`;
}
