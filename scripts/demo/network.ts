import { type Demo, type DemoMember, insertRows, period } from './demo.ts';
import { councils, networks } from './invented-members.ts';
import { countryOf, loadReference, type Reference, readCsv } from './reference.ts';

/** Members as they are written: what the other modules see of them, and their dated past. */
export interface NewMember extends Omit<DemoMember, 'id'> {
  acronym: string | null;
  source: string;
  membershipSource: string | null;
  /** An earlier category, until the date on which the present one began. */
  earlier?: { category: string; until: string };
  /** An earlier region, until the date of the move. */
  movedFrom?: { regionId: number; until: string };
  suspension?: { from: string; until: string | null; reason: string; restoredReason: string | null };
}

const NAME = {
  en: 'Ninefold demonstration network',
  fr: 'Réseau de démonstration Ninefold',
  es: 'Red de demostración Ninefold',
  ar: 'شبكة ناينفولد التجريبية',
};
const FIRST_COUNCIL = 101;
/** Shown for members whose first day is published nowhere. */
const SINCE_UNKNOWN = '2010-01-01';

/** Loads the network, its regions and countries, the ten members that sources name, and the invented ones. */
export async function loadNetwork(demo: Demo): Promise<void> {
  const reference = await loadReference(demo.sql, NAME);
  demo.regions = reference.regions;
  const members = [...namedMembers(reference), ...councils(demo, reference), ...networks(demo, reference)];
  const numbered = members.map((member, index) => ({ ...member, id: FIRST_COUNCIL + index }));
  demo.members = numbered.map(
    ({ id, name, country, category, regionId, since, until, incomeGroup, invented }) => ({
      id,
      name,
      country,
      category,
      regionId,
      since,
      until,
      incomeGroup,
      invented,
    }),
  );
  await insertMembers(demo, numbered);
}

function namedMembers({ countries }: Reference): NewMember[] {
  return readCsv('members.csv').map((row) => {
    const country = countryOf(countries, row.country_iso2 ?? '');
    const stated = row.category_year
      ? `category ${row.category} in ${row.category_year}`
      : 'category not stated';
    return {
      name: row.organisation_name ?? '',
      acronym: row.acronym || null,
      country: country.iso2,
      category: row.category || 'A',
      regionId: Number(country.regionId),
      since: row.category_year ? `${row.category_year}-01-01` : SINCE_UNKNOWN,
      until: null,
      incomeGroup: country.incomeGroup,
      invented: false,
      source: row.source_url ?? '',
      membershipSource: `${row.source_url} (${stated}); the first day is assumed for the demonstration`,
    };
  });
}

async function insertMembers(demo: Demo, members: (NewMember & { id: number })[]): Promise<void> {
  const { sql, random } = demo;
  const rows = members.map((member) => ({ ...member, organisation: random.uuid() }));
  await insertRows(
    sql,
    'place',
    rows.map(({ id }) => ({ id, kind: 'council' })),
  );
  // Columns that the database computes may not be named, so not every column of the table stands here.
  await insertRows(
    sql,
    'organisation',
    rows.map(({ organisation, name, acronym, country, source, invented }) => ({
      id: organisation,
      name,
      acronym,
      country,
      source,
      invented,
    })),
  );
  await insertRows(
    sql,
    'member',
    rows.map(({ id, organisation }) => ({ place_id: id, organisation_id: organisation })),
  );
  await insertRows(sql, 'membership', rows.flatMap(memberships));
  await insertRows(sql, 'member_region', rows.flatMap(regions));
  await insertRows(
    sql,
    'suspension',
    rows.flatMap(({ id, suspension: held }) =>
      held
        ? [
            {
              id: random.uuid(),
              member_id: id,
              during: period(held.from, held.until),
              reason: held.reason,
              restored_reason: held.restoredReason,
            },
          ]
        : [],
    ),
  );
  await sql`select setval(pg_get_serial_sequence('place', 'id'), (select max(id) from place))`;
}

function memberships({ id, category, since, until, earlier, membershipSource }: NewMember & { id: number }) {
  const source = membershipSource;
  const present = { member_id: id, category, during: period(earlier?.until ?? since, until), source };
  if (!earlier) return [present];
  return [
    { member_id: id, category: earlier.category, during: period(since, earlier.until), source },
    present,
  ];
}

function regions({ id, regionId, since, until, movedFrom }: NewMember & { id: number }) {
  const present = { member_id: id, region_id: regionId, during: period(movedFrom?.until ?? since, until) };
  if (!movedFrom) return [present];
  return [{ member_id: id, region_id: movedFrom.regionId, during: period(since, movedFrom.until) }, present];
}
