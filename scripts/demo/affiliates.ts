import { type Demo, insertRows } from './demo.ts';

/** What councils share, in turn: with their region, with the network. The last of them shares nothing but the number. */
const SHARED = [
  ['list', 'list'],
  ['sizes', 'counts'],
  ['keep', 'list'],
  ['list', 'counts'],
  ['counts', 'counts'],
] as const;

const CATEGORIES = ['Full', 'Associate'];
/** In minor units of each council's own tariff. */
const AMOUNTS = [12_000, 4_500];
const WITH_DUES = 6;

/** What councils share of their affiliates, how large these are, and own categories and dues of some councils. */
export async function loadAffiliateSharing(demo: Demo): Promise<void> {
  const { sql, members, today } = demo;
  const councils = members.filter((member) => member.category === 'A' && member.until === null);
  const by = new Map(
    demo.people.flatMap((person) =>
      person.offices
        .filter(({ kind }) => kind === 'council_secretary')
        .map(({ placeId }) => [placeId, person.id] as const),
    ),
  );
  await insertRows(
    sql,
    'affiliate_sharing',
    councils.flatMap((council, index) =>
      [council.regionId, 1].flatMap((place, n) => {
        const level = SHARED[index % SHARED.length]?.[n] ?? 'counts';
        if (level === 'counts') return [];
        const decided = { decided_at: '2024-03-01T09:00:00Z', by_id: by.get(council.id) ?? null };
        return [{ member_id: council.id, place_id: place, level, ...decided, invented: true }];
      }),
    ),
  );
  const year = Number(today.slice(0, 4));
  await sql`insert into affiliate_size (affiliate_id, member_id, day, persons, invented)
    select a.id, a.member_id, d.day, greatest(3, (hashtext(a.name) % 160 + 160) / 2 * (100 + 3 * d.n) / 100), true
    from affiliate a, lateral (select n, make_date(${year}::int - 3 + n, 12, 31) as day from generate_series(0, 2) n) d
    where a.since <= d.day and a.until > d.day and a.member_id % 7 <> 3`;
  await sql`insert into affiliate_withholding (affiliate_id, member_id, withheld, reason, invented)
    select distinct on (a.member_id) a.id, a.member_id, true, 'The association asked for it', true
    from affiliate a where a.member_id % 5 = 2 and upper_inf(a.during) order by a.member_id, a.number`;
  await loadOwnDues(sql, councils.slice(0, WITH_DUES), year);
}

/** Half of the affiliates of a category have paid their year. */
async function loadOwnDues(sql: Demo['sql'], councils: Demo['members'], year: number): Promise<void> {
  const first = `${year}-01-01`;
  for (const council of councils) {
    for (const [position, name] of CATEGORIES.entries()) {
      const [category] = await sql<{ id: string }[]>`
        insert into affiliate_category (member_id, name, position, invented) values (${council.id}, ${name}, ${position + 1}, true) returning id`;
      const id = String(category?.id);
      const amount = AMOUNTS[position] ?? 0;
      await sql`insert into affiliate_placing (affiliate_id, member_id, category_id, during)
        select a.id, a.member_id, ${id}, daterange(greatest(a.since, ${first}::date), null) from affiliate a
        where a.member_id = ${council.id} and upper_inf(a.during) and right(a.number, 1)::int % 3 = ${position}`;
      await sql`insert into affiliate_tariff (member_id, category_id, year, amount, currency, invented)
        values (${council.id}, ${id}, ${year}, ${amount}, 'EUR', true)`;
      await sql`insert into affiliate_entry (member_id, affiliate_id, kind, year, category_id, amount, currency, day, invented)
        select p.member_id, p.affiliate_id, 'charge', ${year}, ${id}, ${amount}, 'EUR', p.since, true from affiliate_placing p
        where p.category_id = ${id} and p.since = ${first}::date`;
      await sql`insert into affiliate_entry (member_id, affiliate_id, kind, amount, currency, day, note, invented)
        select e.member_id, e.affiliate_id, 'payment', -e.amount, e.currency, e.day + 40, 'Bank transfer', true
        from affiliate_entry e where e.category_id = ${id} and hashtext(e.affiliate_id::text) % 2 = 0`;
    }
  }
}
