import type { TransactionSql } from 'postgres';
import { refuse } from '../errors.ts';

/** The member's region today; where it has none, its last. */
export async function regionToday(sql: TransactionSql, member: number): Promise<number> {
  const [row] = await sql<{ region: number }[]>`
    select region_id as region from member_region where member_id = ${member}
    order by during @> current_date desc, lower(during) desc limit 1`;
  if (!row) refuse('not_found', 'memberId', member);
  return row.region;
}
