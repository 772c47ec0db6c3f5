import postgres from 'postgres';
import { loadAffiliates, loadDues } from './rows.ts';

/** A federation made for measuring: nothing in it is real. Rows come from the database itself, in bulk. */
export interface Size {
  regions: number;
  countries: number;
  members: number;
}

const SIZE: Size = { regions: 9, countries: 252, members: 216 };
/** Ids of places: 1 is the network, regions and members follow. */
const FIRST_REGION = 2;
const FIRST_MEMBER = 101;

/** Who asks in the bench: a person with an office and a session that is open. */
export interface Asker {
  person: string;
  session: string;
}

export interface Federation {
  coordinator: Asker;
  secretariat: Asker;
  /** The code of the coordinator's region. */
  region: string;
}

/** Loads the federation into a migrated, empty database. */
export async function loadFederation(ownerUrl: string, scale: number): Promise<Federation> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    // Pages count as visible to all, and indexes answer alone, only once a commit is known to be on disk.
    await sql`set synchronous_commit = on`;
    const federation = await sql.begin(async (transaction) => {
      await loadPlaces(transaction);
      await loadMembers(transaction);
      await loadAffiliates(transaction, scale);
      await loadDues(transaction);
      await loadStanding(transaction);
      return {
        coordinator: await asker(transaction, 'regional_coordinator', FIRST_REGION),
        secretariat: await asker(transaction, 'global_secretariat', 1),
        region: 'RA',
      };
    });
    await sql`vacuum analyze`;
    return federation;
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function loadPlaces(sql: postgres.TransactionSql): Promise<void> {
  const { regions, countries } = SIZE;
  await sql`insert into place (id, kind) values (1, 'network')`;
  await sql`insert into network (place_id, name, rulebook) values (1, '{"en": "Measured Federation"}', 'measured')`;
  await sql`insert into place (id, kind) select ${FIRST_REGION}::int + i, 'region' from generate_series(0, ${regions - 1}::int) i`;
  await sql`insert into region (place_id, code, position, name, counterparts, source)
    select ${FIRST_REGION}::int + i, 'R' || chr(65 + i), i + 1,
      jsonb_build_object('en', 'Region ' || i, 'fr', 'Région ' || i, 'es', 'Región ' || i, 'ar', 'منطقة ' || i),
      array['Union ' || i, 'Commission ' || i], 'made for measuring'
    from generate_series(0, ${regions - 1}::int) i`;
  await sql`insert into country (iso2, iso3, numeric_code, name)
    select chr(65 + i / 26) || chr(65 + i % 26), chr(65 + i / 26) || chr(65 + i % 26) || 'X', lpad(i::text, 3, '0'), 'Country ' || i
    from generate_series(0, ${countries - 1}::int) i`;
  await sql`insert into country_region (iso2, region_id, during, source)
    select chr(65 + i / 26) || chr(65 + i % 26), ${FIRST_REGION}::int + i % ${regions}::int, '[2000-01-01,)', 'made for measuring'
    from generate_series(0, ${countries - 1}::int) i`;
}

/** Members stand in the first countries of their region, so that each region has gaps; a few changed category or are suspended. */
async function loadMembers(sql: postgres.TransactionSql): Promise<void> {
  const { regions, members } = SIZE;
  await sql`create temporary table made on commit drop as
    select i, ${FIRST_MEMBER}::int + i as id, ${FIRST_REGION}::int + i % ${regions}::int as region, uuidv7() as organisation,
      (i % ${regions}::int) + ${regions}::int * ((i / ${regions}::int) % 19) as country
    from generate_series(0, ${members - 1}::int) i`;
  await sql`insert into place (id, kind) select id, 'council' from made`;
  await sql`insert into organisation (id, name, acronym, country, source, invented)
    select organisation, (array['National Council', 'Forum', 'Alliance', 'Union', 'Platform'])[1 + i % 5] || ' of Community Services ' || i,
      'NC' || i, chr(65 + country / 26) || chr(65 + country % 26), 'made for measuring', true from made`;
  await sql`insert into member (place_id, organisation_id) select id, organisation from made`;
  await sql`insert into membership (member_id, category, during)
    select id, 'A', daterange('2005-01-01'::date + i, case when i % 7 = 0 then '2012-01-01'::date end) from made
    union all select id, 'B', daterange('2012-01-01', null) from made where i % 7 = 0`;
  await sql`insert into member_region (member_id, region_id, during) select id, region, daterange('2005-01-01'::date + i, null) from made`;
  await sql`insert into suspension (member_id, during, reason)
    select id, daterange('2024-01-01', null), 'dues for two years' from made where i % 17 = 0`;
  await sql`select setval(pg_get_serial_sequence('place', 'id'), (select max(id) from place))`;
}

/** A standing for each member, of before and of now, as it would have been worked out; nothing is left to be. */
async function loadStanding(sql: postgres.TransactionSql): Promise<void> {
  await sql`insert into standing_status (id, rulebook, version, article, status, light)
    select gen_random_uuid(), 'measured', 1, '1', light, light from unnest(array['good', 'bad']) light`;
  await sql`insert into standing_period (member_id, during, known, status, light, status_id)
    select m.id, p.during, tstzrange(now(), null), s.status, s.light, s.id from (select place_id as id from member) m
    cross join (values (0, daterange('2005-01-01', '2024-01-01')), (1, daterange('2024-01-01', null))) p (turn, during)
    join standing_status s on s.light = case when (m.id + p.turn) % 5 = 0 then 'bad' else 'good' end`;
  await sql`delete from standing_due`;
}

/** Every place has its officers, as it would: the one who asks is found among thousands of offices and sessions. */
async function asker(sql: postgres.TransactionSql, kind: string, place: number): Promise<Asker> {
  const [row] = await sql<Asker[]>`
    with person as (insert into person (name, invented) values (${kind}, true) returning id),
      office as (insert into office (person_id, kind, place_id, during)
        select id, ${kind}, ${place}, tstzrange('2020-01-01', null) from person),
      session as (insert into session (person_id, ends_at) select id, now() + interval '1 day' from person returning id, person_id)
    select id as session, person_id as person from session`;
  if (!row) throw new Error(`nobody holds ${kind}`);
  return row;
}
