import type { TransactionSql } from 'postgres';

/** An exception that Bruma had in 2021. */
export const EXCEPTION = '0198f000-0000-7000-8000-000000000001';

export async function loadStanding(sql: TransactionSql, people: Record<string, string>): Promise<void> {
  await sql`insert into standing_exception (id, member_id, region_id, during, body, reason, resolution, decided_on, recorded_by)
    values (${EXCEPTION}, 12, 2, daterange('2021-01-01', '2021-07-01'), 'Committee of Representatives', 'flood', 'T-2020-9', '2020-12-01',
      ${String(people['secretariat'])})`;
  await sql`insert into standing_exception_step (exception_id, member_id, region_id, kind, on_day, reason, recorded_by)
    values (${EXCEPTION}, 12, 2, 'ended', '2021-05-01', 'paid', ${String(people['secretariat'])})`;
}
