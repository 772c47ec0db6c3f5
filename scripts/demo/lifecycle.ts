import type { Demo, DemoMember } from './demo.ts';

const EXAMPLE = '(demonstration)';

/**
 * What was decided about invented members besides suspensions: those that moved, changed category, left, were excluded or
 * dissolved; one that was excluded and came back, and one that took over from another. All of it is invented.
 */
export async function loadLifecycle(demo: Demo): Promise<void> {
  const by =
    demo.people.find(({ offices }) => offices.some(({ kind }) => kind === 'global_secretariat'))?.id ?? null;
  const [body] = await demo.sql<{ id: number }[]>`select id from body where place_id = 1 order by id limit 1`;
  if (!by || !body) return;
  await loadEnds(demo, by, body.id);
  await loadChanges(demo, by);
  await loadReadmission(demo, by, body.id);
  await loadSuccession(demo, by);
}

/** Why each membership that is over ended: one exclusion, one dissolution, and resignations with their notice. */
async function loadEnds({ sql, members }: Demo, by: string, body: number): Promise<void> {
  const ended = members.filter((one) => one.invented && one.until !== null).sort((a, b) => a.id - b.id);
  const [excluded, dissolved] = ended;
  if (!excluded || !dissolved) return;
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, reference, body_id, decided_on, heard_on, appeal_until, invented)
    values (${excluded.id}, ${excluded.regionId}, 'excluded', ${excluded.until}::date - 30, ${excluded.until}, ${by},
      'Spoke for another federation under the network’s name', ${`Minutes, item 6 ${EXAMPLE}`}, ${body},
      ${excluded.until}::date - 30, ${excluded.until}::date - 90, ${excluded.until}::date + 60, true)`;
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, reference, invented)
    values (${dissolved.id}, ${dissolved.regionId}, 'dissolved', ${dissolved.until}, ${dissolved.until}, ${by},
      'The organisation was struck off its national register', ${`Extract of the register ${EXAMPLE}`}, true)`;
  for (const { id, regionId, until } of ended.slice(2)) {
    await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, decided_on, invented)
      values (${id}, ${regionId}, 'resigned', ${until}::date - 120, ${until}, ${by}, 'No funds to go on', ${until}::date - 120, true)`;
  }
}

/** Every move and change of category that the register has, as the decision behind it. */
async function loadChanges({ sql }: Demo, by: string): Promise<void> {
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, moved_from, moved_to, reference, invented)
    select b.member_id, a.region_id, 'moved', lower(b.during), lower(b.during), ${by}, 'The country works with the bodies of the other region',
      a.region_id, b.region_id, ${`Minutes, item 9 ${EXAMPLE}`}, true
    from member_region a join member_region b on b.member_id = a.member_id and lower(b.during) = upper(a.during) and b.region_id <> a.region_id
    join member m on m.place_id = b.member_id join organisation o on o.id = m.organisation_id and o.invented`;
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, category_from, category_to, reference, invented)
    select b.member_id, r.region_id, 'category_changed', lower(b.during), lower(b.during), ${by}, 'Speaks for its country since then',
      a.category, b.category, ${`Minutes, item 4 ${EXAMPLE}`}, true
    from membership a join membership b on b.member_id = a.member_id and lower(b.during) = upper(a.during) and b.category <> a.category
    join member_region r on r.member_id = b.member_id and r.during @> lower(b.during)
    join member m on m.place_id = b.member_id join organisation o on o.id = m.organisation_id and o.invented`;
}

/** Invented members with one region and one category since long ago, the same ones every time. */
async function settled({ sql, members }: Demo, before: string): Promise<DemoMember[]> {
  const rows = await sql<{ id: number }[]>`
    select m.member_id as id from membership m join member_region r using (member_id)
    where not exists (select from suspension s where s.member_id = m.member_id)
    group by m.member_id having count(*) = 1`;
  const alone = new Set(rows.map(({ id }) => id));
  return members
    .filter((one) => one.invented && one.until === null && one.since < before && alone.has(one.id))
    .sort((a, b) => a.id - b.id);
}

/** One council was suspended, then excluded for a year, long before the dues of the demonstration begin, and came back. */
async function loadReadmission(demo: Demo, by: string, body: number): Promise<void> {
  const { sql } = demo;
  const [member] = await settled(demo, '2010-06-01');
  if (!member) return;
  const { id, category, regionId } = member;
  await sql`update member_region set during = daterange(lower(during), '2012-01-01') where member_id = ${id}`;
  await sql`update membership set during = daterange(lower(during), '2012-01-01') where member_id = ${id}`;
  await sql`insert into membership (member_id, category, during, source) values (${id}, ${category}, daterange('2013-01-01', null), 'readmission')`;
  await sql`insert into member_region (member_id, region_id, during) values (${id}, ${regionId}, daterange('2013-01-01', null))`;
  await sql`insert into suspension (member_id, during, reason, suspended_by) values (${id}, daterange('2011-03-01', '2012-01-01'), 'No report for three years', ${by})`;
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, reference, body_id, decided_on, heard_on, appeal_until, category_from, category_to, invented)
    values
      (${id}, ${regionId}, 'suspended', '2011-03-01', '2011-03-01', ${by}, 'No report for three years', null, null, null, null, null, null, null, true),
      (${id}, ${regionId}, 'excluded', '2011-11-20', '2012-01-01', ${by}, 'Still no report, and no answer', ${`Minutes, item 5 ${EXAMPLE}`}, ${body}, '2011-11-20', '2011-09-01', '2012-02-20', null, null, true),
      (${id}, ${regionId}, 'appealed', '2011-12-15', '2011-12-15', ${by}, 'The office had moved; the letters did not arrive', null, null, null, null, null, null, null, true),
      (${id}, ${regionId}, 'readmitted', '2012-12-10', '2013-01-01', ${by}, 'Reports filed, back dues settled', ${`Minutes, item 2 ${EXAMPLE}`}, null, null, null, null, ${category}, ${category}, true)`;
}

/** One council took over from an earlier organisation of its country on the day on which it joined. */
async function loadSuccession(demo: Demo, by: string): Promise<void> {
  const { sql } = demo;
  const [, successor] = await settled(demo, '2014-01-01');
  if (!successor) return;
  const { id, name, country, category, regionId, since } = successor;
  const [place] = await sql<{ id: number }[]>`insert into place (kind) values ('council') returning id`;
  const predecessor = Number(place?.id);
  const [organisation] = await sql<{ id: string }[]>`
    insert into organisation (name, country, source, invented)
    values (${`${name.replace(' (invented)', '')} of 1990 (invented)`}, ${country}, 'generated for the demonstration', true) returning id`;
  await sql`insert into member (place_id, organisation_id) values (${predecessor}, ${String(organisation?.id)})`;
  await sql`insert into membership (member_id, category, during, source)
    values (${predecessor}, ${category}, daterange((${since}::date - interval '12 years')::date, ${since}::date), 'generated for the demonstration')`;
  await sql`insert into member_region (member_id, region_id, during)
    values (${predecessor}, ${regionId}, daterange((${since}::date - interval '12 years')::date, ${since}::date))`;
  await sql`insert into succession (predecessor_id, successor_id, day, invented) values (${predecessor}, ${id}, ${since}, true)`;
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, reference, other_id, category_from, category_to, final, invented)
    values
      (${predecessor}, ${regionId}, 'succeeded', ${since}, ${since}, ${by}, 'Two federations of the country became one', ${`Minutes, item 3 ${EXAMPLE}`}, ${id}, null, null, true, true),
      (${id}, ${regionId}, 'took_over', ${since}, ${since}, ${by}, 'Two federations of the country became one', ${`Minutes, item 3 ${EXAMPLE}`}, ${predecessor}, ${category}, ${category}, true, true)`;
}
