import { hashPassword } from '../../server/access/passwords.ts';
import { type Demo, type DemoPerson, insertRows, period } from './demo.ts';
import { inventedName } from './names.ts';

export const DEMO_PASSWORD = 'ninefold-demo';
const DOMAIN = 'demo.ninefold.example';
const TERM_BEGAN = '2022-01-01';
const EARLIER_TERM = { from: '2014-01-01', until: '2022-01-01' };

interface Holder {
  /** The part of the address before the @; nobody who has left office can sign in. */
  address: string | null;
  kind: string;
  placeId: number;
  during: { from: string; until: string | null };
}

/** Loads invented persons with their offices, addresses and sign-ins; all of them share one password. */
export async function loadAccess(demo: Demo): Promise<void> {
  const { sql, random } = demo;
  const holders = [...networkOffices(demo), ...regionOffices(demo), ...councilOffices(demo)];
  const persons = holders.map((holder) => ({ ...holder, id: random.uuid(), name: inventedName(random) }));
  const offices = persons.map(({ id, kind, placeId, during }) => ({
    person_id: id,
    kind,
    place_id: placeId,
    during,
  }));
  const second = twoOffices(demo, persons);
  await insertRows(
    sql,
    'person',
    persons.map(({ id, name }) => ({ id, name, locale: 'en', invented: true, created_at: demo.today })),
  );
  await insertRows(
    sql,
    'office',
    [...offices, ...second].map(({ during, ...office }) => ({
      id: random.uuid(),
      ...office,
      during: period(during.from, during.until),
    })),
  );
  const reachable = persons.flatMap(({ address, ...person }) =>
    address ? [{ ...person, email: `${address}@${DOMAIN}` }] : [],
  );
  await insertRows(
    sql,
    'contact',
    reachable.map(({ id, placeId, email }) => ({ person_id: id, place_id: placeId, email })),
  );
  const hash = await hashPassword(DEMO_PASSWORD);
  await insertRows(
    sql,
    'sign_in',
    reachable.map(({ id, email }) => ({ person_id: id, email, password_hash: hash, changed_at: demo.today })),
  );
  const held = Map.groupBy([...offices, ...second], (office) => office.person_id);
  demo.people = persons
    .filter(({ during }) => during.until === null)
    .map(({ id, name }): DemoPerson => {
      const own = held.get(id) ?? [];
      return { id, name, offices: own.map(({ kind, place_id }) => ({ kind, placeId: place_id })) };
    });
}

const inOffice = { from: TERM_BEGAN, until: null };

function networkOffices({ regions }: Demo): Holder[] {
  const one = (address: string, kind: string): Holder => ({ address, kind, placeId: 1, during: inOffice });
  return [
    one('secretariat', 'global_secretariat'),
    one('programmes', 'global_secretariat'),
    one('finance', 'finance'),
    one('returning', 'returning_officer'),
    one('auditor', 'auditor'),
    ...regions.map(({ code }) => one(`representative.${code.toLowerCase()}`, 'representative')),
  ];
}

function regionOffices({ regions }: Demo): Holder[] {
  return regions.flatMap(({ id, code }): Holder[] => [
    {
      address: `coordinator.${code.toLowerCase()}`,
      kind: 'regional_coordinator',
      placeId: id,
      during: inOffice,
    },
    { address: `president.${code.toLowerCase()}`, kind: 'regional_president', placeId: id, during: inOffice },
    { address: null, kind: 'regional_coordinator', placeId: id, during: EARLIER_TERM },
    { address: null, kind: 'regional_president', placeId: id, during: EARLIER_TERM },
  ]);
}

/** Secretary, treasurer and delegate of every member; those of a member that has left have left office with it. */
function councilOffices({ members }: Demo): Holder[] {
  return members.flatMap(({ id, since, until }) => {
    const from = since > TERM_BEGAN || (until && until <= TERM_BEGAN) ? since : TERM_BEGAN;
    return (['secretary', 'treasurer', 'delegate'] as const).map(
      (office): Holder => ({
        address: until ? null : `${office}.${id}`,
        kind: office === 'delegate' ? 'delegate' : `council_${office}`,
        placeId: id,
        during: { from, until },
      }),
    );
  });
}

/** The president of Central and West Africa is also a delegate of the region's first council. */
function twoOffices({ members, regions }: Demo, persons: (Holder & { id: string })[]) {
  const region = regions.find(({ code }) => code === 'CWA');
  const council = members.find((member) => member.regionId === region?.id && !member.until);
  const president = persons.find(({ address }) => address === 'president.cwa');
  if (!president || !council) return [];
  return [{ person_id: president.id, kind: 'delegate', place_id: council.id, during: inOffice }];
}
