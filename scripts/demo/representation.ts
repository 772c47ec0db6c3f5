import { type Demo, insertRows, period } from './demo.ts';
import { meetingsOf } from './meetings.ts';
import { inventedName } from './names.ts';
import { BODY_NAMES, regionalCommittee } from './representation-texts.ts';

/** Terms of the bodies, the last of them the present one. */
const TERMS = [
  ['2016-07-01', '2020-07-01'],
  ['2020-07-01', '2024-07-01'],
  ['2024-07-01', '2028-07-01'],
] as const;
const PRESENT_TERM = TERMS[2];

const SEATS_OF_A_REGION = 3;
const REGIONAL_SEATS = 5;
/** The region of the councils that one signs in with. */
const SIGN_INS = 'CWA';

interface DemoBody {
  id: number;
  code: string;
  placeId: number;
  /** For each seat the region whose members may hold it. */
  seats: number[];
}

/** Loads bodies, seats and mandates over three terms, and meetings: some closed, one open, some planned. */
export async function loadRepresentation(demo: Demo): Promise<void> {
  const bodies = await loadBodies(demo);
  for (const body of bodies) await loadMandates(demo, body);
  await meetingsOf(demo, bodies);
}

async function loadBodies(demo: Demo): Promise<DemoBody[]> {
  const names = await demo.sql<{ place_id: number; code: string; name: Record<string, string> }[]>`
    select place_id, code, name from region order by position`;
  const perRegion = (count: number) =>
    names.flatMap((region) => Array.from({ length: count }, () => region.place_id));
  const network = [
    {
      id: 1,
      code: 'GA',
      kind: 'general_assembly',
      name: BODY_NAMES.GA,
      electorate: 'members',
      seats: [] as number[],
    },
    {
      id: 2,
      code: 'CR',
      kind: 'committee_of_representatives',
      name: BODY_NAMES.CR,
      electorate: 'seats',
      seats: perRegion(SEATS_OF_A_REGION),
    },
    {
      id: 3,
      code: 'EC',
      kind: 'executive_committee',
      name: BODY_NAMES.EC,
      electorate: 'seats',
      seats: perRegion(1),
    },
  ].map((body) => ({ ...body, place_id: 1 }));
  const regional = names.map((region, index) => ({
    id: 11 + index,
    code: `RC-${region.code}`,
    kind: 'regional_committee',
    name: regionalCommittee(region.name),
    electorate: 'seats',
    seats: Array.from({ length: REGIONAL_SEATS }, () => region.place_id),
    place_id: region.place_id,
  }));
  const bodies = [...network, ...regional];
  await insertRows(
    demo.sql,
    'body',
    bodies.map(({ seats: _, ...body }) => body),
  );
  await demo.sql`select setval(pg_get_serial_sequence('body', 'id'), 100)`;
  const seats = bodies.flatMap(({ id, place_id, seats: regions }) =>
    regions.map((region_id, index) => ({
      body_id: id,
      number: index + 1,
      region_id: place_id === 1 ? region_id : null,
    })),
  );
  await insertRows(demo.sql, 'seat', seats);
  return bodies.map(({ id, code, place_id, seats: held }) => ({ id, code, placeId: place_id, seats: held }));
}

/** Each term every seat goes to another member of its region, on whose behalf its delegate sits; some stay vacant. */
async function loadMandates(demo: Demo, body: DemoBody): Promise<void> {
  const people: object[] = [];
  const mandates: object[] = [];
  for (const term of TERMS) {
    const [from, until] = term;
    const taken = new Set<number>();
    for (const index of body.seats.keys()) {
      const member = memberFor(demo, body, index, term, taken);
      if (member === undefined) continue;
      taken.add(member);
      const person_id = delegateOf(demo, member, from) ?? inventedPerson(demo, people);
      const role = index === 1 ? 'chair' : index === 2 ? 'vice_chair' : 'member';
      mandates.push({
        id: demo.random.uuid(),
        body_id: body.id,
        seat: index + 1,
        member_id: member,
        person_id,
        role,
        during: period(from, until),
      });
    }
  }
  await insertRows(demo.sql, 'person', people);
  await insertRows(demo.sql, 'mandate', mandates);
}

/**
 * A member of the seat's region through the whole term that has no seat yet. It is an invented one: nothing is made up
 * about members that sources name, but that the first council of the region with the sign-ins has a seat to try.
 */
function memberFor(
  demo: Demo,
  body: DemoBody,
  index: number,
  [from, until]: readonly [string, string],
  taken: Set<number>,
): number | undefined {
  const regionId = body.seats[index];
  const stays = (one: Demo['members'][number]) =>
    one.since <= from && (one.until === null || one.until > until) && !taken.has(one.id);
  const here = demo.members.filter((one) => one.regionId === regionId && one.category === 'A' && stays(one));
  const first = from === PRESENT_TERM[0] && body.seats.indexOf(Number(regionId)) === index;
  const region = demo.regions.find((one) => one.id === regionId);
  if (first && region?.code === SIGN_INS) return here[0]?.id;
  const invented = here.filter((one) => one.invented);
  return invented.length > 0 ? demo.random.pick(invented).id : undefined;
}

function delegateOf(demo: Demo, member: number, from: string): string | undefined {
  if (from !== PRESENT_TERM[0]) return undefined;
  return demo.people.find(({ offices }) =>
    offices.some((office) => office.kind === 'delegate' && office.placeId === member),
  )?.id;
}

function inventedPerson(demo: Demo, people: object[]): string {
  const id = demo.random.uuid();
  people.push({ id, name: inventedName(demo.random), locale: 'en', invented: true, created_at: demo.today });
  return id;
}
