/** A small invented network, as the API would answer it: what the pages are tried on where no API runs. */

const text = (value: string, fallback = false) => ({ value, locale: 'en', fallback });

const codes = ['CWA', 'ESA', 'MENA', 'SA', 'SEAP', 'NEA', 'EUR', 'NAC', 'LA'];
const names = [
  'Central and West Africa',
  'East and Southern Africa',
  'Middle East and North Africa',
  'South Asia',
  'South East Asia and the Pacific',
  'North East Asia',
  'Europe',
  'North America and the Caribbean',
  'Latin America',
];
const countries = [
  'GH288 NG566 SN686 CM120 CI384 ML466 BJ204 TD148 GA266 CD180 NE562 TG768 BF854 LR430 SL694 GN324 CF140 CG178 AO024 MR478',
  'KE404 UG800 TZ834 ZA710 MW454 ZM894 ZW716 MZ508 MG450 MU480 RW646 BI108 ET231 SO706 BW072 NA516 LS426 SZ748',
  'MA504 TN788 EG818 LB422 JO400 DZ012 LY434 SD729 SA682 YE887 IQ368 SY760 OM512 AE784',
  'IN356 BD050 LK144 NP524 PK586 AF004 BT064 MV462 IR364',
  'MY458 TH764 VN704 PH608 ID360 AU036 NZ554 FJ242 PG598 SG702 MM104 KH116 LA418',
  'KR410 JP392 MN496 TW158 CN156 KP408 HK344',
  'AT040 DE276 SE752 FI246 NO578 FR250 CH756 NL528 BE056 ES724 IT380 PL616 RU643 TR792 GE268 GB826 UA804 RO642 KZ398 IS352',
  'US840 CA124 BB052 JM388 TT780 HT332 CU192 DO214 GL304',
  'AR032 BR076 CL152 PE604 UY858 MX484 CO170 BO068 PY600 EC218 VE862 GT320 PA591',
].map((line) => line.split(' ').map((one) => ({ iso2: one.slice(0, 2), numeric: one.slice(2) })));

const memberShare = [0.6, 0.55, 0.5, 0.8, 0.7, 0.6, 0.75, 0.45, 0.5];

const regions = codes.map((code, index) => {
  const own = countries[index] ?? [];
  const withMember = own.filter((_, position) => position < own.length * (memberShare[index] ?? 0.5));
  const outline = withMember.map((country, position) => ({
    id: 100 + index * 30 + position,
    name: `National Council on Social Welfare of ${country.iso2}`,
    invented: position > 1,
    country,
    suspension:
      position === 3 ? { from: '2026-03-01', until: null, reason: 'dues unpaid for two years' } : null,
  }));
  return {
    id: 2 + index,
    code,
    name: text(names[index] ?? code, true),
    counterparts: code === 'CWA' ? ['ECOWAS', 'WAEMU'] : [],
    memberCount: outline.length,
    suspendedCount: outline.filter((one) => one.suspension).length,
    gapCount: own.length - outline.length,
    countries: own,
    gaps: own.slice(outline.length),
    outline,
  };
});

const members = regions.flatMap((region) =>
  region.outline.map((one) => ({
    ...one,
    acronym: 'NCSW',
    website: 'https://council.example',
    founded: 1962,
    source: 'invented for the demonstration',
    category: 'A',
    since: '1998-01-01',
    region: { code: region.code, name: region.name },
    history: [
      ...(one.suspension
        ? [{ kind: 'SUSPENSION', from: '2026-03-01', until: null, detail: 'dues unpaid' }]
        : []),
      { kind: 'REGION', from: '1998-01-01', until: null, detail: region.code },
      { kind: 'MEMBERSHIP', from: '1998-01-01', until: null, detail: 'A' },
    ],
  })),
);

const coordinator = {
  id: '7',
  name: 'Awa Demo',
  offices: [
    {
      id: '1',
      kind: 'regional_coordinator',
      place: { id: 2, kind: 'region', region: regions[0], member: null },
    },
    {
      id: '2',
      kind: 'council_secretary',
      place: { id: 130, kind: 'council', region: null, member: regions[1]?.outline[0] },
    },
  ],
};

const network = {
  name: text('Ninefold'),
  memberCount: members.length,
  countryCount: countries.flat().length,
  countriesWithMember: members.length,
  regions,
};

/** Who asks: the coordinator of one region, the secretariat, or nobody. */
export type Token = 'demo-access' | 'demo-secretariat' | 'none';

const secretariat = {
  id: '8',
  name: 'Global Demo',
  offices: [
    { id: '3', kind: 'global_secretariat', place: { id: 1, kind: 'network', region: null, member: null } },
  ],
};
const viewers = { 'demo-access': coordinator, 'demo-secretariat': secretariat, none: null };

/** The answer to an operation by its name. */
export function answer(name: string, variables: Record<string, unknown>, token: Token): unknown {
  const answers: Record<string, () => unknown> = {
    Shell: () => ({ viewer: viewers[token] }),
    Workspace: () => ({ regions }),
    WorkspaceRights: () => {
      const place = Number(variables['placeId']);
      const own =
        token === 'demo-secretariat' ||
        place === 2 ||
        place === 130 ||
        regions[0]?.outline.some((one) => one.id === place);
      return { viewer: { capabilitiesAt: own ? ['affiliates.read', 'dues.read'] : [] } };
    },
    HomePage: () => ({ network }),
    NetworkOverview: () => ({ network }),
    RegionOverview: () => ({ region: regions.find((one) => one.code === variables['code']) ?? null }),
    MemberPage: () => ({ member: members.find((one) => one.id === variables['id']) ?? null }),
    CouncilOverview: () => ({ member: members.find((one) => one.id === variables['id']) ?? null }),
  };
  return answers[name]?.();
}
