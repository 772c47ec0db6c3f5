import type { TransactionSql } from 'postgres';
import { CATEGORIES } from '../../membership/world.ts';

export const OWN_CATEGORIES = CATEGORIES;

/** A charge of Alba's and one of Dorna's. */
export const ENTRIES = [
  { id: '0198b200-0000-7000-8000-000000000001', member: 11 },
  { id: '0198b200-0000-7000-8000-000000000002', member: 14 },
] as const;

/** What Alba and Dorna ask of their affiliates, and who was charged. */
export async function loadOwnDues(sql: TransactionSql): Promise<void> {
  for (const [index, { id, member, affiliate }] of CATEGORIES.entries()) {
    await sql`insert into affiliate_tariff (member_id, category_id, year, amount, currency, set_at)
      values (${member}, ${id}, 2024, 12000, 'EUR', '2024-01-01')`;
    await sql`insert into affiliate_entry (id, member_id, affiliate_id, kind, year, category_id, amount, currency, day)
      values (${String(ENTRIES[index]?.id)}, ${member}, ${affiliate}, 'charge', 2024, ${id}, 12000, 'EUR', '2024-01-10')`;
  }
}
