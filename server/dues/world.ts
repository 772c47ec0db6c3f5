import type { TransactionSql } from 'postgres';
import { storeRulebook } from '../statutes/versions.ts';
import { loadOwnDues } from './affiliates/world.ts';

/** What the test federation's dues stand on. Greece has no income group, so that Gaia cannot be assessed as it is. */
export const INCOME_GROUPS = { AL: 'UM', BA: 'UM', CL: 'H', DO: 'UM', FI: 'H' } as const;

/** The rulebook and the facts of the countries; nothing is assessed yet. */
export async function loadDues(sql: TransactionSql): Promise<void> {
  await storeRulebook(sql, 'ninefold-demonstration');
  for (const [iso2, group] of Object.entries(INCOME_GROUPS)) {
    await sql`insert into country_fact (iso2, fact, during, value, source)
      values (${iso2}, 'income_group', daterange('2015-07-01', null), ${group}, 'World Bank (test)')`;
  }
  await loadOwnDues(sql);
}
