import type { Demo } from './demo.ts';

/** Every other member has a pass of the year; of some an earlier one was replaced, of one the pass is revoked. */
export async function loadPasses({ sql, today }: Demo): Promise<void> {
  const year = today.slice(0, 4);
  const pass = (of: string, from: string, until: string, replaces: string) => sql`
    insert into member_pass (id, member_id, code, during, replaces, issued_at, invented)
    select md5(${of} || 'id' || m.place_id)::uuid, m.place_id, left(upper(md5(${of} || m.place_id)), 26),
      daterange(${from}::date, ${until}::date, '[]'), case when ${replaces} <> '' then md5(${replaces} || 'id' || m.place_id)::uuid end,
      ${from}::date, true
    from member m join membership ms on ms.member_id = m.place_id and upper_inf(ms.during) and ms.since < ${`${Number(year) - 1}-01-01`}::date
    where m.place_id % 2 = 1`;
  await pass('earlier', `${Number(year) - 1}-01-01`, `${Number(year) - 1}-12-31`, '');
  await pass('now', `${year}-01-01`, `${year}-12-31`, 'earlier');
  await sql`insert into member_pass_revocation (pass_id, member_id, reason)
    select p.id, p.member_id, 'The card was lost' from member_pass p
    where p.replaces is not null and p.member_id % 14 = 7 order by p.member_id limit 1`;
}
