import type { Demo, DemoMember } from './demo.ts';
import { insertRows } from './demo.ts';

/** Affiliates over all councils, at scale 1. */
const AFFILIATES = 6000;

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

/** Affiliates, and what was decided about members in the past. */
export async function loadMembership(demo: Demo): Promise<void> {
  await loadAffiliates(demo);
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
