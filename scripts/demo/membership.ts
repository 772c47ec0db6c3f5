import type { Demo, DemoMember } from './demo.ts';
import { insertRows } from './demo.ts';

/** Affiliates over all councils, at scale 1. */
const AFFILIATES = 6000;
const DAY = 86_400_000;

/** Parts of names that belong to nobody: every affiliate of the demonstration is labelled as invented. */
const FIRST = [
  'Open',
  'New',
  'Common',
  'Bright',
  'Green',
  'First',
  'United',
  'River',
  'Harbour',
  'Hill',
  'Cedar',
  'Lantern',
  'Bridge',
  'Orchard',
  'Meadow',
  'Sunrise',
  'North',
  'South',
  'Lake',
  'Garden',
];
const SECOND = [
  'Door',
  'Hands',
  'Path',
  'House',
  'Table',
  'Circle',
  'Roof',
  'Harvest',
  'Compass',
  'Hearth',
  'Steps',
  'Voices',
  'Threads',
  'Shelter',
  'Window',
  'Kitchen',
  'Bench',
  'Well',
];
const THIRD = [
  'Association',
  'Foundation',
  'Centre',
  'Union',
  'Society',
  'Network',
  'Institute',
  'Mutual',
  'Forum',
  'Collective',
];
const KINDS = [
  'association',
  'association',
  'association',
  'foundation',
  'institution',
  'public_body',
  'branch',
  'network',
  'other',
];
const CITIES = [
  'Old Town',
  'Port Amber',
  'Nine Wells',
  'Stonebridge',
  'Westmere',
  'Kestrel Bay',
  'Upper Vale',
  'Linden',
  'Saltmarsh',
  'Eastgate',
];
const REASONS = [
  'No report for two years',
  'Dues outstanding for two years',
  'Statutes under review by its own assembly',
];

/** Affiliates, open applications in each state, and what was decided about members in the past. */
export async function loadMembership(demo: Demo): Promise<void> {
  await loadAffiliates(demo);
  await loadApplications(demo);
  await loadSteps(demo);
}

async function loadAffiliates({ sql, scale, random, members }: Demo): Promise<void> {
  const councils = members.filter((member) => member.category === 'A' && member.until === null);
  const share = Math.ceil((AFFILIATES * scale) / councils.length);
  for (const council of councils) {
    const size = Math.max(1, share + random.int(-Math.floor(share / 2), Math.floor(share / 2)));
    await insertRows(
      sql,
      'affiliate',
      Array.from({ length: size }, (_, index) => affiliateOf({ random }, council, index)),
    );
  }
}

function affiliateOf({ random }: Pick<Demo, 'random'>, council: DemoMember, index: number) {
  const since = `${random.int(Math.min(2025, Math.max(1990, Number(council.since.slice(0, 4)) + 1)), 2025)}-0${random.int(1, 9)}-01`;
  const ended = random.chance(0.05);
  return {
    id: idOf(council.id, index),
    member_id: council.id,
    number: `${council.country}-${String(index + 1).padStart(4, '0')}`,
    name: `${random.pick(FIRST)} ${random.pick(SECOND)} ${random.pick(THIRD)}${index >= 360 ? ` ${index}` : ''}`,
    kind: random.pick(KINDS),
    city: random.pick(CITIES),
    country: council.country,
    during: ended ? `[${since},${Number(since.slice(0, 4)) + 1}-01-01)` : `[${since},)`,
    invented: true,
  };
}

/** The same network twice has the same ids: addresses in documents and tests stay good. */
const idOf = (place: number, index: number) =>
  `0198f000-0000-7000-8000-${String(place).padStart(6, '0')}${String(index).padStart(6, '0')}`;

const APPLICATIONS = [
  { name: 'Amber Coast Council', steps: [['submitted', 40]] },
  { name: 'Lantern Valley Forum', steps: [['submitted', 21]] },
  {
    name: 'Nine Rivers Union',
    steps: [
      ['submitted', 60],
      ['endorsed', 35],
    ],
  },
  {
    name: 'Harbour Lights Association',
    steps: [
      ['submitted', 200],
      ['refused', 150],
    ],
  },
  {
    name: 'Windmill Federation',
    steps: [
      ['submitted', 120],
      ['withdrawn', 90],
    ],
  },
  {
    name: 'Cedar Hill Council',
    steps: [
      ['submitted', 300],
      ['refused', 280],
      ['reopened', 250],
      ['endorsed', 30],
    ],
  },
] as const;
const SAID: Record<string, string> = {
  endorsed: 'Visited by the regional committee',
  refused: 'No audited accounts',
  withdrawn: 'Joins the existing council instead',
  reopened: 'The accounts have come',
};

/** Two regions have every state, so that each can be looked at; the others have the first two. */
async function loadApplications({ sql, regions, people, today }: Demo): Promise<void> {
  const secretariat = people.find((person) =>
    person.offices.some((office) => office.kind === 'global_secretariat'),
  );
  for (const [place, region] of regions.entries()) {
    const [country] = await sql<{ iso2: string }[]>`
      select cr.iso2 from country_region cr where cr.region_id = ${region.id} and upper_inf(cr.during) and not exists (
        select 1 from organisation o join member m on m.organisation_id = o.id where o.country = cr.iso2) order by cr.iso2 limit 1`;
    const iso2 = country?.iso2 ?? (await anyCountry(sql, region.id));
    const coordinator = people.find((person) =>
      person.offices.some((office) => office.placeId === region.id),
    );
    for (const [index, one] of APPLICATIONS.slice(0, place < 2 ? undefined : 2).entries()) {
      const id = idOf(region.id, 900_000 + index);
      await sql`insert into application (id, region_id, country, name, category, invented) values (${id}, ${region.id}, ${iso2}, ${`${one.name} (${region.code})`}, 'A', true)`;
      await sql`insert into application_contact (application_id, region_id, name, email, message)
        values (${id}, ${region.id}, 'Invented Applicant', 'applicant@demo.ninefold.example', 'We have read the statutes and would like to join.')`;
      for (const [kind, daysAgo] of one.steps) {
        const by = kind === 'submitted' || kind === 'withdrawn' ? null : (coordinator ?? secretariat)?.id;
        await sql`insert into application_step (application_id, region_id, kind, at, by_id, reason)
          values (${id}, ${region.id}, ${kind}, ${dayBefore(today, daysAgo)}::timestamptz, ${by ?? null}, ${SAID[kind] ?? null})`;
      }
    }
  }
}

async function anyCountry(sql: Demo['sql'], region: number): Promise<string> {
  const [row] = await sql<
    { iso2: string }[]
  >`select iso2 from country_region where region_id = ${region} and upper_inf(during) order by iso2 limit 1`;
  return String(row?.iso2);
}

const dayBefore = (today: string, days: number) =>
  new Date(Date.parse(today) - days * DAY).toISOString().slice(0, 10);

/** Every tenth invented council was suspended for a time in the past; what the network's loading suspended gets its step too. */
async function loadSteps({ sql, random, members, people }: Demo): Promise<void> {
  const by =
    people.find((person) => person.offices.some((office) => office.kind === 'global_secretariat'))?.id ??
    null;
  for (const member of members.filter(
    (one, index) => one.invented && one.until === null && one.since < '2015' && index % 10 === 3,
  )) {
    const year = random.int(2017, 2023);
    await sql`insert into suspension (member_id, during, reason, suspended_by, restored_by, restored_reason)
      select ${member.id}, daterange(${`${year}-01-01`}::date, ${`${year}-0${random.int(3, 9)}-01`}::date), ${random.pick(REASONS)}, ${by}, ${by}, 'Put right'
      where not exists (select 1 from suspension where member_id = ${member.id})`;
  }
  await sql`insert into membership_step (member_id, region_id, kind, at, from_date, by_id, reason, invented)
    select s.member_id, (select mr.region_id from member_region mr where mr.member_id = s.member_id and mr.during @> d.day), d.kind, d.day, d.day, ${by}, d.reason, true
    from suspension s, lateral (values ('suspended', lower(s.during), s.reason), ('restored', upper(s.during), s.restored_reason)) d(kind, day, reason)
    where d.day is not null and d.day <= current_date`;
}
