import { evaluate } from '../../server/membership/applications/evaluation.ts';
import type { Unit } from '../../server/unit.ts';
import type { Demo } from './demo.ts';

const DAY = 86_400_000;
type Kind = 'submitted' | 'endorsed' | 'refused' | 'withdrawn' | 'reopened' | 'appealed' | 'appeal_rejected';

/** An invented application: its steps with the days since each, and how it stands to its conditions. */
interface Invented {
  name: string;
  category: 'A' | 'B';
  /** Gaps of the region are used in turn; `second` is a further council of the country before, `beside` of a member's. */
  country?: 'second' | 'beside';
  steps: readonly (readonly [Kind, number])[];
  /** Whether the checklist is complete. */
  complete?: boolean;
  messages?: readonly (readonly [by: 'region' | 'applicant', words: string, daysAgo: number])[];
}

/** Those of every region first, then those of the first two, so that each state can be looked at. */
const APPLICATIONS: readonly Invented[] = [
  {
    name: 'Amber Coast Council',
    category: 'A',
    steps: [['submitted', 40]],
    messages: [['region', 'Could you send us your statutes, and say how your regions are represented?', 30]],
  },
  {
    name: 'Lantern Valley Forum',
    category: 'B',
    steps: [['submitted', 21]],
    messages: [
      ['applicant', 'May we hand in the annual report in our own language?', 15],
      ['region', 'Yes; a page of summary in one of the network’s languages is enough.', 14],
    ],
  },
  {
    name: 'Nine Rivers Union',
    category: 'A',
    complete: true,
    steps: [
      ['submitted', 60],
      ['endorsed', 35],
    ],
  },
  {
    name: 'Harbour Lights Association',
    category: 'B',
    steps: [
      ['submitted', 200],
      ['refused', 150],
    ],
  },
  {
    name: 'Windmill Federation',
    category: 'A',
    steps: [
      ['submitted', 120],
      ['withdrawn', 90],
    ],
  },
  {
    name: 'Cedar Hill Council',
    category: 'A',
    complete: true,
    steps: [
      ['submitted', 300],
      ['refused', 280],
      ['reopened', 250],
      ['endorsed', 30],
    ],
  },
  {
    name: 'Quarry Bridge Council',
    category: 'A',
    steps: [
      ['submitted', 80],
      ['refused', 20],
    ],
  },
  {
    name: 'Beacon Point Union',
    category: 'B',
    steps: [
      ['submitted', 110],
      ['refused', 50],
      ['appealed', 12],
    ],
  },
  {
    name: 'Saltmarsh Forum',
    category: 'B',
    steps: [
      ['submitted', 260],
      ['refused', 220],
      ['appealed', 200],
      ['appeal_rejected', 140],
    ],
  },
  { name: 'Twin Ferry Council', category: 'A', steps: [['submitted', 33]] },
  { name: 'Old Ferry Council', category: 'A', country: 'second', steps: [['submitted', 9]] },
  { name: 'Market Square Council', category: 'A', country: 'beside', steps: [['submitted', 5]] },
];
const IN_EVERY_REGION = 2;

const SAID: Record<string, string> = {
  endorsed: 'Visited by the regional committee',
  refused: 'No audited accounts',
  withdrawn: 'Joins the existing council instead',
  reopened: 'The accounts have come',
  appealed: 'The accounts were audited in the meantime and are attached to our letter.',
  appeal_rejected: 'The accounts of the year before are still missing',
};
/** The body that the demonstration's rulebook names, by category. */
const BODY: Record<string, Record<'A' | 'B', string>> = {
  endorsed: { A: 'regional_committee', B: 'regional_committee' },
  refused: { A: 'regional_committee', B: 'regional_committee' },
  appealed: { A: 'general_assembly', B: 'committee_of_representatives' },
  appeal_rejected: { A: 'general_assembly', B: 'committee_of_representatives' },
};
const ANSWERS: readonly (readonly [item: string, value: unknown, said: string | null])[] = [
  ['aims', true, 'Our general assembly adopted the aims two years ago.'],
  ['whole_country', true, 'We have members in every province.'],
  ['affiliates', 14, null],
];
const ON_PAPER = ['statutes', 'audit', 'annual_report', 'visit'];

/** Applications in every state, with answers, findings, questions, two councils of one country, and one that was admitted. */
export async function loadApplications(demo: Demo): Promise<void> {
  for (const [place, region] of demo.regions.entries()) {
    const gaps = await gapsOf(demo, region.id);
    let next = 0;
    for (const [index, one] of APPLICATIONS.slice(0, place < 2 ? undefined : IN_EVERY_REGION).entries()) {
      if (one.country !== 'second') next += 1;
      const country =
        one.country === 'beside' ? await withCouncil(demo, region.id) : gaps[(next - 1) % gaps.length];
      await load(demo, region, one, String(country ?? gaps[0]), index);
    }
  }
  await loadAdmitted(demo);
}

/** The same network twice has the same ids: addresses in documents and tests stay good. */
const idOf = (place: number, index: number) =>
  `0198f000-0000-7000-8000-${String(place).padStart(6, '0')}${String(900_000 + index).padStart(6, '0')}`;
const dayBefore = (today: string, days: number) =>
  new Date(Date.parse(today) - days * DAY).toISOString().slice(0, 10);

async function load(
  demo: Demo,
  region: Demo['regions'][number],
  one: Invented,
  country: string,
  index: number,
): Promise<void> {
  const { sql, today, people } = demo;
  const holder = (kind: string, at: number) =>
    people.find(({ offices }) => offices.some((office) => office.kind === kind && office.placeId === at))
      ?.id ?? null;
  const coordinator = holder('regional_coordinator', region.id);
  const id = idOf(region.id, index);
  await sql`insert into application (id, region_id, country, name, category, founded, address, invented)
    values (${id}, ${region.id}, ${country}, ${`${one.name} (${region.code})`}, ${one.category}, ${1960 + index * 4}, ${'12 Invented Street'}, true)`;
  await sql`insert into application_contact (application_id, region_id, name, email, message)
    values (${id}, ${region.id}, 'Invented Applicant', 'applicant@demo.ninefold.example', 'We have read the statutes and would like to join.')`;
  for (const [kind, daysAgo] of one.steps) {
    const own = ['submitted', 'withdrawn', 'appealed'].includes(kind);
    const by = own ? null : kind === 'appeal_rejected' ? holder('global_secretariat', 1) : coordinator;
    const day = dayBefore(today, daysAgo);
    await sql`insert into application_step (application_id, region_id, kind, at, by_id, reason, body, reference, decided_on, appeal_until)
      values (${id}, ${region.id}, ${kind}, ${day}::timestamptz, ${by}, ${SAID[kind] ?? null}, ${BODY[kind]?.[one.category] ?? null},
        ${own || kind === 'reopened' ? null : `Minutes of ${day} (invented)`}, ${day}, ${kind === 'refused' ? dayBefore(day, -60) : null})`;
  }
  await say(demo, { id, region: region.id, coordinator }, one);
  await evaluate({ sql } as Unit, id);
}

async function say(
  { sql, today }: Demo,
  { id, region, coordinator }: { id: string; region: number; coordinator: string | null },
  one: Invented,
): Promise<void> {
  const since = dayBefore(today, one.steps[0]?.[1] ?? 0);
  for (const [item, value, said] of one.category === 'A' ? ANSWERS : ANSWERS.slice(0, 1))
    await sql`insert into application_answer (application_id, region_id, item, value, said, at)
      values (${id}, ${region}, ${item}, ${sql.json(value as never)}, ${said}, ${since}::timestamptz)`;
  if (one.complete && coordinator) {
    for (const item of ON_PAPER)
      await sql`insert into application_finding (application_id, region_id, item, met, reason, at, by_id)
        values (${id}, ${region}, ${item}, true, 'Seen on paper', ${dayBefore(since, -5)}::timestamptz, ${coordinator})`;
  }
  for (const [by, words, daysAgo] of one.messages ?? []) {
    const person = by === 'region' ? coordinator : null;
    if (by === 'region' && !coordinator) continue;
    await sql`insert into application_message (application_id, region_id, words, at, by_id, from_place)
      values (${id}, ${region}, ${words}, ${dayBefore(today, daysAgo)}::timestamptz, ${person}, ${person ? region : null})`;
  }
}

/** Countries of the region without a member; all of its countries where every one has one. */
async function gapsOf({ sql }: Demo, region: number): Promise<string[]> {
  const rows = await sql<{ iso2: string; gap: boolean }[]>`
    select cr.iso2, not exists (select 1 from organisation o join member m on m.organisation_id = o.id where o.country = cr.iso2) as gap
    from country_region cr where cr.region_id = ${region} and upper_inf(cr.during) order by gap desc, cr.iso2`;
  const gaps = rows.filter(({ gap }) => gap);
  return (gaps.length > 0 ? gaps : rows).map(({ iso2 }) => iso2);
}

/** A country of the region that has a council already. */
async function withCouncil({ sql }: Demo, region: number): Promise<string | undefined> {
  const [row] = await sql<{ iso2: string }[]>`
    select o.country as iso2 from member_region mr join member m on m.place_id = mr.member_id join organisation o on o.id = m.organisation_id
    join membership ms on ms.member_id = mr.member_id and ms.category = 'A' and ms.during @> current_date
    where mr.region_id = ${region} and mr.during @> current_date order by mr.member_id limit 1`;
  return row?.iso2;
}

/** How the youngest invented member came in. */
async function loadAdmitted({ sql, people }: Demo): Promise<void> {
  const secretariat = people.find(({ offices }) =>
    offices.some(({ kind }) => kind === 'global_secretariat'),
  )?.id;
  const id = idOf(1, 0);
  const [made] = await sql<{ id: string }[]>`
    insert into application (id, region_id, country, name, category, founded, invented)
    select ${id}, mr.region_id, o.country, o.name, ms.category, o.founded, true
    from membership ms join member m on m.place_id = ms.member_id join organisation o on o.id = m.organisation_id
    join member_region mr on mr.member_id = ms.member_id and mr.during @> current_date
    where o.invented and ms.during @> current_date order by lower(ms.during) desc, ms.member_id limit 1 returning id`;
  if (!made) return;
  await sql`insert into application_contact (application_id, region_id, name, email)
    select id, region_id, 'Invented Applicant', 'applicant@demo.ninefold.example' from application where id = ${id}`;
  await sql`insert into application_step (application_id, region_id, kind, at, by_id, reason, body, reference, decided_on, member_id)
    select a.id, a.region_id, s.kind, (lower(ms.during) - s.days)::timestamptz, case when s.kind <> 'submitted' then ${secretariat ?? null}::uuid end,
      case when s.kind <> 'submitted' then 'All conditions are met' end, s.body, s.reference, lower(ms.during) - s.days,
      case when s.kind = 'admitted' then m.place_id end
    from application a join organisation o on o.name = a.name and o.country = a.country join member m on m.organisation_id = o.id
    join membership ms on ms.member_id = m.place_id and ms.during @> current_date
    cross join (values ('submitted', 120, null, null), ('endorsed', 60, 'regional_committee', 'Minutes of the regional committee (invented)'),
      ('admitted', 10, 'executive_committee', 'Minutes of the Executive Committee (invented)')) s(kind, days, body, reference)
    where a.id = ${id}`;
  await evaluate({ sql } as Unit, id);
}
