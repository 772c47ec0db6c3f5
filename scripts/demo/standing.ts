import { settleStanding } from '../../server/standing/refresh.ts';
import type { Demo } from './demo.ts';

/** Exceptions of the demonstration: granted to members in arrears; the second ended early, the third over long ago. */
const EXCEPTIONS = [
  { from: -60, until: 305, ended: null, reason: 'Floods destroyed the council’s office (invented)' },
  { from: -200, until: 165, ended: -40, reason: 'Transfers from the country are blocked (invented)' },
  { from: -700, until: -335, ended: null, reason: 'The council was being refounded (invented)' },
];
const BODY = 'Committee of Representatives';

/** Exceptions, and the standing of every member as it follows from all that was loaded. */
export async function loadStanding({ sql, people, today }: Demo): Promise<void> {
  await settleStanding(sql);
  const author = people.find(({ offices }) => offices.some(({ kind }) => kind === 'global_secretariat'));
  const late = await sql<{ member: number; region: number }[]>`
    select p.member_id as member, mr.region_id as region from standing_period p
    join member_region mr on mr.member_id = p.member_id and mr.during @> ${today}::date
    join member m on m.place_id = p.member_id join organisation o on o.id = m.organisation_id and o.invented
    where p.status = 'in_arrears' and p.known_until = 'infinity' and p.since <= ${today}::date - 60 and p.until > ${today}::date
    order by p.member_id limit ${EXCEPTIONS.length}`;
  for (const [at, { member, region }] of late.entries()) {
    const { from, until, ended, reason } = EXCEPTIONS[at] as (typeof EXCEPTIONS)[number];
    const [made] = await sql<{ id: string }[]>`
      insert into standing_exception (member_id, region_id, during, body, reason, resolution, decided_on, recorded_by, invented)
      values (${member}, ${region}, daterange(${today}::date + ${from}::int, ${today}::date + ${until}::int), ${BODY}, ${reason},
        ${`D-EXC-${at + 1}`}, ${today}::date + ${from}::int - 10, ${author?.id ?? null}, true) returning id`;
    if (ended !== null)
      await sql`insert into standing_exception_step (exception_id, member_id, region_id, kind, on_day, reason, recorded_by)
        values (${String(made?.id)}, ${member}, ${region}, 'ended', ${today}::date + ${ended}::int, 'Transfers work again (invented)', ${author?.id ?? null})`;
  }
  await settleStanding(sql);
}
