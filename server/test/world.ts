import postgres from 'postgres';
import { loadDues } from '../dues/world.ts';
import { loadMembership } from '../membership/world.ts';
import { loadProgramme } from '../programme/world.ts';
import { loadRepresentation } from '../representation/world.ts';
import { loadStanding } from '../standing/world.ts';
import { loadStatutes } from '../statutes/world.ts';

/**
 * The one named federation of the tests: three regions, seven members, and a person for every office.
 * Small enough to know by heart; every oracle is computed from these tables, never from the policy code.
 */
export const REGIONS = [
  { id: 2, code: 'EAST', name: { en: 'East', fr: 'Est', es: 'Este', ar: 'الشرق' } },
  { id: 3, code: 'WEST', name: { en: 'West', fr: 'Ouest' } },
  { id: 4, code: 'NORTH', name: { en: 'North' } },
] as const;

export const MEMBERS = [
  { id: 11, name: 'Alba Council', country: 'AL', category: 'A', region: 'EAST', since: '2010-01-01' },
  { id: 12, name: 'Bruma Council', country: 'BA', category: 'A', region: 'EAST', since: '2012-01-01' },
  { id: 13, name: 'Cala Network', country: 'AL', category: 'B', region: 'EAST', since: '2015-06-01' },
  { id: 14, name: 'Dorna Council', country: 'CL', category: 'A', region: 'WEST', since: '2010-01-01' },
  { id: 15, name: 'Élan Council', country: 'DO', category: 'A', region: 'WEST', since: '2018-01-01' },
  { id: 16, name: 'Fjord Council', country: 'FI', category: 'A', region: 'NORTH', since: '2010-01-01' },
  { id: 17, name: 'Gaia International', country: 'GR', category: 'C', region: 'NORTH', since: '2020-01-01' },
] as const;

export const COUNTRIES = [
  ['AL', 'ALB', '008', 'EAST'],
  ['BA', 'BIH', '070', 'EAST'],
  ['EE', 'EST', '233', 'EAST'],
  ['CL', 'CHL', '152', 'WEST'],
  ['DO', 'DOM', '214', 'WEST'],
  ['FI', 'FIN', '246', 'NORTH'],
  ['GR', 'GRC', '300', 'NORTH'],
] as const;

/** Who holds which office where. `ended`: the term is over; `none` holds no office at all. */
export const PEOPLE = {
  secretary: [{ kind: 'council_secretary', place: 11 }],
  treasurer: [{ kind: 'council_treasurer', place: 11 }],
  delegate: [{ kind: 'delegate', place: 11 }],
  secretaryBruma: [{ kind: 'council_secretary', place: 12 }],
  secretaryDorna: [{ kind: 'council_secretary', place: 14 }],
  coordinator: [{ kind: 'regional_coordinator', place: 2 }],
  president: [{ kind: 'regional_president', place: 2 }],
  coordinatorWest: [{ kind: 'regional_coordinator', place: 3 }],
  secretariat: [{ kind: 'global_secretariat', place: 1 }],
  finance: [{ kind: 'finance', place: 1 }],
  returningOfficer: [{ kind: 'returning_officer', place: 1 }],
  representative: [{ kind: 'representative', place: 1 }],
  auditor: [{ kind: 'auditor', place: 1 }],
  former: [{ kind: 'regional_coordinator', place: 2, ended: true }],
  both: [
    { kind: 'council_treasurer', place: 12 },
    { kind: 'regional_president', place: 3 },
  ],
  none: [],
} as const satisfies Record<string, readonly { kind: string; place: number; ended?: boolean }[]>;

export interface World {
  /** Person ids by their name in this world. */
  people: Record<string, string>;
}

/** Loads the world into a migrated, empty database. */
export async function loadWorld(ownerUrl: string): Promise<World> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => {} });
  try {
    return await sql.begin(async (transaction) => {
      await loadNetwork(transaction);
      const people = await loadPeople(transaction);
      await loadMembership(transaction, people);
      await loadDues(transaction);
      await loadStatutes(transaction, people);
      await loadProgramme(transaction, people);
      await loadStanding(transaction, people);
      await loadRepresentation(transaction, people);
      return { people };
    });
  } finally {
    await sql.end({ timeout: 5 });
  }
}

async function loadNetwork(sql: postgres.TransactionSql): Promise<void> {
  await sql`insert into place (id, kind) values (1, 'network')`;
  await sql`insert into network (place_id, name, rulebook) values (1, ${sql.json({ en: 'Test Federation', fr: 'Fédération d’essai' })}, 'ninefold-demonstration')`;
  for (const [position, region] of REGIONS.entries()) {
    await sql`insert into place (id, kind) values (${region.id}, 'region')`;
    await sql`insert into region (place_id, code, position, name, source) values (${region.id}, ${region.code}, ${position + 1}, ${sql.json(region.name)}, 'test')`;
  }
  for (const [iso2, iso3, numeric, region] of COUNTRIES) {
    await sql`insert into country (iso2, iso3, numeric_code, name) values (${iso2}, ${iso3}, ${numeric}, ${iso3})`;
    await sql`insert into country_region (iso2, region_id, during, source)
      values (${iso2}, ${regionId(region)}, daterange('2000-01-01', null), 'test')`;
  }
  for (const member of MEMBERS) {
    await sql`insert into place (id, kind) values (${member.id}, 'council')`;
    const [organisation] = await sql<{ id: string }[]>`
      insert into organisation (id, name, country, source, invented) values (${organisationId(member.id)}, ${member.name}, ${member.country}, 'test', true) returning id`;
    await sql`insert into member (place_id, organisation_id) values (${member.id}, ${String(organisation?.id)})`;
    await sql`insert into membership (member_id, category, during) values (${member.id}, ${member.category}, daterange(${member.since}, null))`;
    await sql`insert into member_region (member_id, region_id, during)
      values (${member.id}, ${regionId(member.region)}, daterange(${member.since}, null))`;
  }
  await sql`select setval(pg_get_serial_sequence('place', 'id'), 1000)`;
}

export function regionId(code: string): number {
  const region = REGIONS.find((one) => one.code === code);
  if (!region) throw new Error(`no region ${code}`);
  return region.id;
}

/** The organisation of the member at the place. */
export const organisationId = (member: number) =>
  `0198f400-0000-7000-8000-${String(member).padStart(12, '0')}`;

async function loadPeople(sql: postgres.TransactionSql): Promise<Record<string, string>> {
  const people: Record<string, string> = {};
  for (const [name, offices] of Object.entries(PEOPLE)) {
    const [person] = await sql<
      { id: string }[]
    >`insert into person (name, invented) values (${name}, true) returning id`;
    const id = String(person?.id);
    people[name] = id;
    await sql`insert into contact (person_id, place_id, email) values (${id}, ${offices[0]?.place ?? 1}, ${`${name}@world.example`})`;
    for (const office of offices) {
      const until = 'ended' in office ? '2024-01-01' : null;
      await sql`insert into office (person_id, kind, place_id, during)
        values (${id}, ${office.kind}, ${office.place}, tstzrange('2020-01-01', ${until}::date))`;
    }
  }
  return people;
}
