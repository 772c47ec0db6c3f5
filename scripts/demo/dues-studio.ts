import type { Demo } from './demo.ts';

const FOUND = 'The list of that year has been found since (demonstration)';
const CORRECTED = 3;

/**
 * Facts of the first year that were determined anew after its dues were issued, so that there are differences to look at.
 * Only of invented members.
 */
export async function loadDuesStudio(demo: Demo): Promise<void> {
  const year = Number(demo.today.slice(0, 4)) - 9;
  const members = demo.members
    .filter(({ invented, incomeGroup, since }) => invented && incomeGroup === 'UM' && since < `${year}-01-01`)
    .slice(0, CORRECTED);
  await demo.sql`insert into determined_fact (member_id, region_id, year, fact, value, reason, determined_at)
    select m.id, m.region, ${year}, 'income_group', m.value, ${FOUND}, make_date(${year + 1}, 6, 1)
    from jsonb_to_recordset(${demo.sql.json(members.map(({ id, regionId }, index) => ({ id, region: regionId, value: index === 0 ? 'LM' : 'H' })) as never)})
      m (id int, region int, value text)`;
}
