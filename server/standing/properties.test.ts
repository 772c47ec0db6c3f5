import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { assess } from '../rules/rulebook.ts';
import { toJson } from '../rules/values.ts';
import { rulebookAt, versionOn } from '../statutes/versions.ts';
import { type Front, openFront } from '../test/client.ts';
import { testDatabase } from '../test/database.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
const key = () => `standing-property-${++keys}`;
let next = 200;

async function act(person: string, name: string, input: object, fields: string) {
  const type = name === 'suspendMember' ? 'MemberActInput' : `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const document = `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field } ${fields} } }`;
  const { data, errors } = await front.as(person, document, { input });
  expect([name, errors, data?.[name].refusals]).toEqual([name, undefined, []]);
}

async function member(): Promise<number> {
  const id = ++next;
  const name = `Council ${id}`;
  await owner`insert into place (id, kind) values (${id}, 'council')`;
  await owner`insert into organisation (name, country, source, invented) values (${name}, 'AL', 'test', true)`;
  await owner`insert into member (place_id, organisation_id) select ${id}, o.id from organisation o where o.name = ${name}`;
  await owner`insert into membership (member_id, category, during) values (${id}, 'A', daterange('2015-01-01', null))`;
  await owner`insert into member_region (member_id, region_id, during) values (${id}, 2, daterange('2015-01-01', null))`;
  return id;
}

/** What may happen to a member on one day, in any order. */
const EVENTS: ((id: number) => Promise<void>)[] = [
  (id) => issue(id, 2023),
  (id) => issue(id, 2024),
  (id) =>
    act(
      'finance',
      'recordPayment',
      {
        memberId: id,
        amount: '1450',
        currency: 'USD',
        receivedOn: today,
        method: 'cash',
        idempotencyKey: key(),
      },
      'payment { id }',
    ),
  (id) => act('secretariat', 'suspendMember', { memberId: id, from: today, reason: 'x' }, 'member { id }'),
  (id) =>
    act(
      'secretariat',
      'grantStandingException',
      {
        memberId: id,
        from: today,
        until: `${Number(today.slice(0, 4)) + 1}${today.slice(4)}`.replace('02-29', '02-28'),
        body: 'General Assembly',
        reason: 'x',
        resolution: 'X',
        decidedOn: today,
        idempotencyKey: key(),
      },
      'exception { id }',
    ),
];

async function issue(id: number, year: number) {
  const choice = { placeId: 1, year, memberIds: [id] };
  const { data } = await front.as(
    'finance',
    'mutation M($input: PreviewDuesInput!) { previewDues(input: $input) { total } }',
    { input: choice },
  );
  await act(
    'finance',
    'issueDues',
    { ...choice, expectedCount: 1, expectedTotal: data.previewDues.total, idempotencyKey: key() },
    'run { id }',
  );
}

test('standing never depends on the order of what happened on one day', { timeout: 180_000 }, async () => {
  const outcomes = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), async (order) => {
      const id = await member();
      for (const at of order) await EVENTS[at]?.(id);
      const rows = await owner`select since::text, until::text, status, light from standing_period
        where member_id = ${id} and known_until = 'infinity' order by since`;
      outcomes.add(JSON.stringify(rows));
    }),
    { numRuns: 6 },
  );
  expect(outcomes.size).toBe(1);
  expect([...outcomes][0]).toContain('suspended');
});

test('as of today is the same as now, for every member', async () => {
  const fields = 'members(first: 50) { rows { id standing { status light since until name { value } } } }';
  const now = await front.as('secretariat', `{ network { ${fields} } }`);
  const dated = await front.as('secretariat', `{ network(asOf: "${today}") { ${fields} } }`);
  expect(now.errors).toBeUndefined();
  expect(now.data.network.members.rows.length).toBeGreaterThan(6);
  expect(dated.data).toEqual(now.data);
});

test('what is kept is what the rule says of the facts of any day', { timeout: 180_000 }, async () => {
  const own = await testDatabase('demo');
  const sql = postgres(own.url, { max: 1, onnotice: () => {} });
  try {
    const members = (
      await sql<{ id: number }[]>`select distinct member_id as id from standing_period order by 1`
    ).map(({ id }) => id);
    expect(members.length).toBeGreaterThan(100);
    const pairs = fc.sample(fc.tuple(fc.constantFrom(...members), fc.integer({ min: -3500, max: 700 })), 400);
    const rows = await sql<
      { member: number; day: string; status: string | null; facts: Record<string, unknown> }[]
    >`
      select a.member, d.day::text as day, p.status, jsonb_build_object(
        'suspended', exists (select from suspension s where s.member_id = a.member and s.during @> d.day),
        'years_unpaid', app.years_unpaid(a.member, d.day),
        'documents_lapsed', (select coalesce(jsonb_agg(distinct f.kind), '[]') from document f
          where f.member_id = a.member and f.withdrawn_at is null and f.until <= d.day and not app.documents_valid(a.member, d.day) ? f.kind),
        'reports_open', r.open, 'report_open_since', r.since,
        'excepted', e.body is not null, 'excepted_by', e.body) as facts
      from unnest(${pairs.map(([one]) => one)}::int[], ${pairs.map(([, days]) => days)}::int[]) a (member, days)
      cross join lateral (select current_date + a.days as day) d
      left join standing_period p on p.member_id = a.member and p.known_until = 'infinity' and p.since <= d.day and p.until > d.day
      cross join lateral (select count(*)::int as open, min(upper(x.during)) as since from activity x where x.host_id = a.member
        and upper(x.during) <= d.day and x.held_at::date <= d.day and x.withdrawn_at is null
        and (x.reported_at is null or x.reported_at::date > d.day)) r
      left join lateral (select n.body from standing_exception_now n where n.member_id = a.member and n.since <= d.day and n.until > d.day) e on true
      where exists (select from membership ms where ms.member_id = a.member and ms.during @> d.day)`;
    expect(rows.length).toBeGreaterThan(200);
    const found = new Set<string>();
    await sql.begin(async (transaction) => {
      for (const { member: id, day, status, facts } of rows) {
        const version = await versionOn(transaction, day);
        const given = Object.fromEntries(Object.entries(facts).filter(([, value]) => value !== null));
        const said =
          version && assess(await rulebookAt(transaction, version), given, { asOf: day })('standing');
        const live = said?.ok ? String(toJson(said.result)) : null;
        expect([id, day, facts, status]).toEqual([id, day, facts, live]);
        if (live) found.add(live);
      }
    });
    expect([...found].sort()).toEqual(expect.arrayContaining(['good', 'in_arrears']));
  } finally {
    await sql.end();
    await own.drop();
  }
});
