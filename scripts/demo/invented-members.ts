import type { Demo } from './demo.ts';
import type { NewMember } from './network.ts';
import { countryOf, type Reference, type ReferenceCountry } from './reference.ts';

/** Share of a region's countries that get a council; the rest are its gaps. */
const COVERAGE = 0.56;
const SOURCE = 'invented for the demonstration network';
/** Dependent territories and the like get no invented council; nor do the countries of the ten named members. */
const WITHOUT_COUNCIL = [
  'AI',
  'AS',
  'AW',
  'AX',
  'BL',
  'BM',
  'BQ',
  'CC',
  'CK',
  'CW',
  'CX',
  'EH',
  'FK',
  'FO',
  'GF',
  'GG',
  'GI',
  'GL',
  'GP',
  'GU',
  'IM',
  'JE',
  'KP',
  'KY',
  'MF',
  'MO',
  'MP',
  'MQ',
  'MS',
  'NC',
  'NF',
  'NU',
  'PF',
  'PM',
  'PN',
  'PR',
  'RE',
  'SH',
  'SJ',
  'SX',
  'TC',
  'TK',
  'VA',
  'VG',
  'VI',
  'WF',
  'YT',
  'AT',
  'DE',
  'SE',
  'IN',
  'LK',
  'KH',
  'SN',
  'SZ',
  'KR',
  'US',
];
const COUNCIL_NAMES = [
  'National Council for Social Development of',
  'Council of Social Organisations of',
  'National Forum of Social Services of',
  'Joint Council for Social Welfare of',
];
/** Councils whose region changed: country, the region before, and the day of the move. */
const MOVED = [
  { country: 'CY', from: 'MENA', on: '2013-01-01' },
  { country: 'MX', from: 'NAC', on: '2009-07-01' },
];
const NETWORKS = [
  { name: 'Network of Community Services', category: 'B', region: 'EUR', country: 'BE', since: '2012-03-01' },
  {
    name: 'Association of Neighbourhood Centres',
    category: 'B',
    region: 'LA',
    country: 'BR',
    since: '2014-09-01',
  },
  { name: 'Union of Rural Support Groups', category: 'B', region: 'ESA', country: 'KE', since: '2015-01-01' },
  { name: 'Alliance for Older Persons', category: 'B', region: 'NEA', country: 'JP', since: '2011-05-01' },
  {
    name: 'Coalition for Child Protection',
    category: 'B',
    region: 'SEAP',
    country: 'PH',
    since: '2018-02-01',
  },
  { name: 'Platform of Family Services', category: 'B', region: 'CWA', country: 'CI', since: '2019-06-01' },
  {
    name: 'World Union of Social Day Centres',
    category: 'C',
    region: 'EUR',
    country: 'CH',
    since: '2008-01-01',
  },
  {
    name: 'International League of Volunteer Services',
    category: 'C',
    region: 'NAC',
    country: 'CA',
    since: '2016-01-01',
  },
  {
    name: 'Global Forum of Disability Organisations',
    category: 'C',
    region: 'MENA',
    country: 'JO',
    since: '2020-01-01',
  },
];

/** Invented national councils in somewhat more than half of each region's countries. */
export function councils(demo: Demo, { regions, countries }: Reference): NewMember[] {
  const { random } = demo;
  const moved = MOVED.map(({ country }) => country);
  return regions.flatMap(({ id }) => {
    const open = countries.filter(({ iso2, regionId }) => regionId === id && !WITHOUT_COUNCIL.includes(iso2));
    const drawn = random.shuffle(open).slice(0, Math.round(open.length * COVERAGE));
    const always = open.filter((country) => moved.includes(country.iso2) && !drawn.includes(country));
    return [...drawn, ...always].flatMap((country) =>
      Array.from({ length: demo.scale }, (_, copy) => council(demo, regions, country, copy)),
    );
  });
}

function council(
  demo: Demo,
  regions: Reference['regions'],
  country: ReferenceCountry,
  copy: number,
): NewMember {
  const { random } = demo;
  const since = `${random.int(1990, 2023)}-${random.pick(['01', '04', '07', '10'])}-01`;
  const name = `${random.pick(COUNCIL_NAMES)} ${country.name}${copy > 0 ? ` ${copy + 1}` : ''} (invented)`;
  const move = copy === 0 ? MOVED.find((one) => one.country === country.iso2) : undefined;
  const member: NewMember = {
    name,
    acronym: null,
    country: country.iso2,
    category: 'A',
    regionId: Number(country.regionId),
    since: move ? '1998-01-01' : since,
    until: null,
    incomeGroup: country.incomeGroup,
    invented: true,
    source: SOURCE,
    membershipSource: null,
  };
  const before = regions.find(({ code }) => code === move?.from);
  return move && before
    ? { ...member, movedFrom: { regionId: before.id, until: move.on } }
    : withPast(demo, member);
}

/** Some have left, some are or were suspended, some began in another category. */
function withPast({ random, today }: Demo, member: NewMember): NewMember {
  const year = Number(today.slice(0, 4));
  const began = Number(member.since.slice(0, 4));
  const chance = random.next();
  if (chance < 0.04)
    return { ...member, until: `${random.int(Math.max(began + 2, year - 6), year - 1)}-01-01` };
  if (chance < 0.08) {
    const from = `${year - 1}-${random.pick(['03', '06', '09'])}-15`;
    const reason = 'No dues paid for three years (invented)';
    return { ...member, suspension: { from, until: null, reason, restoredReason: null } };
  }
  if (chance < 0.13 && began < year - 8) {
    const until = `${year - 3}-05-02`;
    const restoredReason = 'Arrears settled by a payment plan (invented)';
    const reason = 'No report for two years (invented)';
    return { ...member, suspension: { from: `${year - 4}-02-01`, until, reason, restoredReason } };
  }
  if (chance < 0.17 && began < 2012) return { ...member, earlier: { category: 'B', until: '2012-01-01' } };
  return member;
}

/** Members of the other two categories. */
export function networks({ scale }: Demo, { regions, countries }: Reference): NewMember[] {
  return NETWORKS.flatMap((network) =>
    Array.from({ length: scale }, (_, copy): NewMember => {
      const country = countryOf(countries, network.country);
      const region = regions.find(({ code }) => code === network.region);
      return {
        name: `${network.name}${copy > 0 ? ` ${copy + 1}` : ''} (invented)`,
        acronym: null,
        country: country.iso2,
        category: network.category,
        regionId: Number(region?.id),
        since: network.since,
        until: null,
        incomeGroup: country.incomeGroup,
        invented: true,
        source: SOURCE,
        membershipSource: null,
      };
    }),
  );
}
