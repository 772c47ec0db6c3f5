import type postgres from 'postgres';

/** Rows in number: affiliates of every member, and twenty years of dues in the ledger. */
const AFFILIATES = 50_000;
const YEARS = 20;

/** Loads the affiliates: as many as asked for, spread evenly over the members in `member`. */
export async function loadAffiliates(sql: postgres.TransactionSql, scale: number): Promise<void> {
  await sql`
    insert into affiliate (member_id, number, name, kind, city, country, during, invented)
    select m.place_id, 'N' || i, w.words[1 + i % 40] || ' ' || w.kinds[1 + (i / 40) % 12] || ' of ' || w.places[1 + (i / 7) % 25] || ' ' || i,
      (array['association', 'foundation', 'institution', 'branch'])[1 + i % 4], w.places[1 + (i / 7) % 25], o.country,
      daterange('2006-01-01'::date + i % 6000, null), true
    from generate_series(1, ${Math.round(AFFILIATES * scale)}::int) i
    cross join (select
      array['Harbour', 'Bridge', 'Open', 'Green', 'River', 'Hill', 'Lantern', 'Garden', 'Cedar', 'Morning', 'Shelter', 'Valley', 'Star',
        'Meadow', 'Anchor', 'Compass', 'Willow', 'Beacon', 'Stone', 'Field', 'Spring', 'Coast', 'Maple', 'Summit', 'Island', 'Forest',
        'Desert', 'Lake', 'Dawn', 'Orchard', 'Mosaic', 'Thread', 'Circle', 'Path', 'Gate', 'Tower', 'Wheel', 'Ladder', 'Roof', 'Table'] as words,
      array['House', 'Association', 'Care', 'Kitchen', 'Centre', 'Circle', 'Foundation', 'Service', 'School', 'Clinic', 'Union', 'Network'] as kinds,
      array['Arden', 'Belmar', 'Corva', 'Delso', 'Estra', 'Fenno', 'Galda', 'Hesper', 'Ilmen', 'Jarro', 'Kesta', 'Lumen', 'Morra', 'Nerva',
        'Oskal', 'Perra', 'Quell', 'Rivo', 'Solen', 'Tarn', 'Ulven', 'Verra', 'Wend', 'Yarrow', 'Zell'] as places) w
    join (select place_id, organisation_id, row_number() over (order by place_id) - 1 as n, count(*) over () as members from member) m
      on m.n = i % m.members
    join organisation o on o.id = m.organisation_id`;
  await sql`insert into affiliate_sharing (member_id, place_id, level)
    select mr.member_id, p.place_id, 'list' from member_region mr cross join lateral (values (1), (mr.region_id)) p(place_id)
    where upper_inf(mr.during)`;
}

/**
 * Loads the dues of every member for twenty years, booked through the ledger, whose trigger keeps the balances. Most
 * is paid; every ninth member owes the last year, every twenty-third a part of it.
 */
export async function loadDues(sql: postgres.TransactionSql): Promise<void> {
  await sql`insert into rulebook_version (rulebook, version, valid_from, currency, document) values ('measured', 1, '2000-01-01', 'EUR', '{}')`;
  await sql`insert into dues_run (year, rulebook, version, issued_on)
    select extract(year from current_date)::int - y, 'measured', 1, make_date(extract(year from current_date)::int - y, 1, 15)
    from generate_series(0, ${YEARS - 1}::int) y`;
  await sql`insert into calculation (facts, why) values ('{}', '{}')`;
  await sql`insert into assessment (member_id, region_id, year, amount, currency, issued_on, due_on, rulebook, version, article, calculation_id, run_id)
    select mr.member_id, mr.region_id, r.year, 50000 + 1000 * (mr.member_id % 40), 'EUR', r.issued_on, make_date(r.year, 6, 30), 'measured', 1,
      '1', (select id from calculation), r.id
    from dues_run r join member_region mr on upper_inf(mr.during)`;
  await sql`insert into ledger_transaction (kind, booked_on, member_id, region_id, assessment_id)
    select 'assessment', issued_on, member_id, region_id, id from assessment`;
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
    select t.id, side.account, a.member_id, a.region_id, a.id, a.issued_on, side.sign * a.amount, a.currency
    from ledger_transaction t join assessment a on a.id = t.assessment_id
    cross join (values ('receivable', 1), ('income', -1)) side (account, sign)`;
  await sql`create temporary table paid on commit drop as
    select uuidv7() as payment, uuidv7() as booking, a.id, a.member_id, a.region_id, a.year, a.due_on, a.currency,
      case when a.member_id % 23 = 0 and a.year = extract(year from current_date) then a.amount / 2 else a.amount end as amount
    from assessment a where not (a.member_id % 9 = 0 and a.year = extract(year from current_date))`;
  await sql`insert into payment (id, member_id, region_id, receipt, amount, currency, received_on, method)
    select payment, member_id, region_id, year || '-' || member_id, amount, currency, due_on, 'bank_transfer' from paid`;
  await sql`insert into ledger_transaction (id, kind, booked_on, member_id, region_id, payment_id)
    select booking, 'payment', due_on, member_id, region_id, payment from paid`;
  await sql`insert into ledger_entry (transaction_id, account, member_id, region_id, assessment_id, booked_on, amount, currency)
    select p.booking, side.account, p.member_id, p.region_id, case when side.account = 'receivable' then p.id end, p.due_on, side.sign * p.amount, p.currency
    from paid p cross join (values ('bank', 1), ('receivable', -1)) side (account, sign)`;
}
