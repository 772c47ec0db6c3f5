import postgres from 'postgres';
import { openDatabase } from '../../server/database.ts';
import { issueDues } from '../../server/dues/run.ts';
import { act } from '../../server/unit.ts';

/** Speed of a run of dues, from the facts to the last booking and invoice, through the act that issues it. */
export interface DuesRunBench {
  members: number;
  runs: {
    /** `shared`: the amount follows from a few facts, as category and income group; `own`: from a figure of each member. */
    facts: 'shared' | 'own';
    seconds: number;
    assessments: number;
    /** Calculations kept with their traces: one for all members whose facts are the same. */
    calculations: number;
    entries: number;
    invoices: number;
  }[];
}

const SHARED = 2024;
const OWN = 2025;
const FIRST_MEMBER = 1000;

/** Issues two years for so many members into a migrated, empty database. */
export async function benchDuesRun(ownerUrl: string, members = 100_000): Promise<DuesRunBench> {
  const owner = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  const database = openDatabase(ownerUrl, 2);
  try {
    const session = await owner.begin((sql) => loadMembers(sql, members));
    await owner`vacuum analyze`;
    const runs: DuesRunBench['runs'] = [];
    for (const [facts, year] of [
      ['shared', SHARED],
      ['own', OWN],
    ] as const) {
      const started = performance.now();
      const run = await act(database, { kind: 'session', id: session }, async (unit) =>
        issueDues(unit, await unit.permit('dues.assess', 1), year),
      );
      const seconds = (performance.now() - started) / 1000;
      runs.push({ facts, seconds, ...(await countsOf(owner, run)) });
    }
    return { members, runs };
  } finally {
    await database.close();
    await owner.end({ timeout: 5 });
  }
}

async function countsOf(owner: postgres.Sql, run: string) {
  const [counts] = await owner<
    { assessments: number; calculations: number; entries: number; invoices: number }[]
  >`
    select count(*)::int as assessments, count(distinct a.calculation_id)::int as calculations,
      (select count(*)::int from ledger_entry e join assessment b on b.id = e.assessment_id where b.run_id = ${run}) as entries,
      (select count(*)::int from invoice i join assessment b on b.id = i.assessment_id where b.run_id = ${run}) as invoices
    from assessment a where a.run_id = ${run}`;
  if (!counts) throw new Error('the run issued nothing');
  return counts;
}

/** Nine regions with so many members in all, and somebody in finance; answers that person's session. */
async function loadMembers(sql: postgres.TransactionSql, members: number): Promise<string> {
  await sql`insert into place (id, kind) values (1, 'network')`;
  await sql`insert into network (place_id, name, rulebook) values (1, '{"en": "Measured Federation"}', 'measured')`;
  await sql`insert into place (id, kind) select i, 'region' from generate_series(2, 10) i`;
  await sql`insert into region (place_id, code, position, name, source)
    select i, 'R' || chr(63 + i), i, jsonb_build_object('en', 'Region ' || i), 'made for measuring' from generate_series(2, 10) i`;
  await sql`insert into country (iso2, iso3, numeric_code, name)
    select chr(65 + i / 26) || chr(65 + i % 26), chr(65 + i / 26) || chr(65 + i % 26) || 'X', lpad(i::text, 3, '0'), 'Country ' || i
    from generate_series(0, 199) i`;
  await sql`insert into country_fact (iso2, fact, during, value, source)
    select iso2, 'income_group', '[2015-01-01,)', (array['L', 'LM', 'UM', 'H'])[1 + numeric_code::int % 4], 'made for measuring' from country`;
  await sql`create temporary table made on commit drop as
    select i, ${FIRST_MEMBER}::int + i as id, 2 + i % 9 as region, uuidv7() as organisation from generate_series(0, ${members - 1}::int) i`;
  await sql`insert into place (id, kind) select id, 'council' from made`;
  await sql`insert into organisation (id, name, country, source, invented)
    select organisation, 'Council ' || i, chr(65 + (i % 200) / 26) || chr(65 + (i % 200) % 26), 'made for measuring', true from made`;
  await sql`insert into member (place_id, organisation_id) select id, organisation from made`;
  await sql`insert into membership (member_id, category, during) select id, (array['A', 'B'])[1 + i % 2], '[2010-01-01,)' from made`;
  await sql`insert into member_region (member_id, region_id, during) select id, region, '[2010-01-01,)' from made`;
  await sql`insert into declaration (member_id, region_id, year, figures, declared_as)
    select id, region, ${OWN}, jsonb_build_object('members', (100 + i)::text), 'council_secretary' from made`;
  await loadRulebook(sql);
  const [row] = await sql<{ id: string }[]>`
    with person as (insert into person (name, invented) values ('finance', true) returning id),
      office as (insert into office (person_id, kind, place_id, during) select id, 'finance', 1, tstzrange('2020-01-01', null) from person)
    insert into session (person_id, ends_at) select id, now() + interval '1 day' from person returning id`;
  return String(row?.id);
}

/** The first version asks by category and income group, the second by the number of members. */
async function loadRulebook(sql: postgres.TransactionSql): Promise<void> {
  const versions = [
    { version: 1, validFrom: '2015-01-01', adoptedBy: { body: 'bench' } },
    { version: 2, validFrom: `${OWN}-01-01`, adoptedBy: { body: 'bench' } },
  ];
  const dues = { no: '1', key: 'dues', kind: 'dues', title: { en: 'Dues' }, unit: 'USD' };
  const cells = {
    A: { L: '200', LM: '500', UM: '1200', H: '3000' },
    B: { L: '100', LM: '250', UM: '600', H: '1500' },
  };
  const document = {
    format: 'ninefold-rulebook/1',
    code: 'measured',
    title: { en: 'Measured' },
    currency: 'USD',
    versions,
    facts: {
      category: { type: 'text', values: ['A', 'B'] },
      income_group: { type: 'text', values: ['L', 'LM', 'UM', 'H'] },
      members: { type: 'integer', min: 0, declared: true },
      year: { type: 'integer', min: 1900, max: 2999 },
      paid: { type: 'number', min: 0, optional: true, unit: 'USD' },
    },
    articles: [
      {
        ...dues,
        tables: { yearly: { keys: ['category', 'income_group'], unit: 'USD', cells } },
        rule: 'yearly(category, income_group)',
      },
      {
        ...dues,
        version: 2,
        steps: [{ name: 'by_size', value: 'members * 0.87' }],
        rule: 'clamp(by_size, 650, 50000)',
        round: { mode: 'half_up', quantum: '0.01' },
      },
      { no: '2', key: 'due_date', kind: 'calendar', title: { en: 'Due date' }, rule: 'date_of(year, 3, 31)' },
    ],
  };
  for (const { version, validFrom } of versions) {
    await sql`insert into rulebook_version (rulebook, version, valid_from, currency, document)
      values ('measured', ${version}, ${validFrom}, 'USD', ${sql.json(document as never)})`;
  }
}
