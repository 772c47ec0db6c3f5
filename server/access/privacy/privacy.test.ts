import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { contractShapes } from '../../contract.ts';
import { type Front, openFront, tokenOf } from '../../test/client.ts';
import { MEMBERS, PEOPLE, REGIONS } from '../../test/world.ts';
import { act } from '../../unit.ts';
import { DATA_KINDS } from './kinds.ts';

let front: Front;
let owner: postgres.Sql;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const PLACES = [1, ...REGIONS.map((one) => one.id), ...MEMBERS.map((one) => one.id)];

async function caller(person: string) {
  const bearer = await front.session(person);
  const { sid } = JSON.parse(Buffer.from(bearer.split('.')[1] ?? '', 'base64url').toString());
  return { kind: 'session' as const, id: String(sid) };
}

async function codes(person: string | null, call: string): Promise<string[]> {
  const { data, errors } = await front.as(person, `mutation { ${call} { refusals { code } } }`);
  if (errors?.[0]) return [errors[0].extensions.code];
  const [payload] = Object.values(data) as { refusals: { code: string }[] }[];
  return payload?.refusals.map((one) => one.code) ?? [];
}

/** Of each kind and place: the persons whom the list names, and those whom the entered transaction lets through. */
async function comparison() {
  const named = new Set<string>();
  for (const place of PLACES) {
    const rows = await owner<{ capability: string; person: string }[]>`
      select distinct capability, person_id as person from app.sights(${place}, ${DATA_KINDS as never}) where via <> 'token'`;
    for (const { capability, person } of rows) named.add(`${capability} at ${place} by ${person}`);
  }
  const enforced = new Set<string>();
  for (const name of Object.keys(PEOPLE)) {
    const person = front.world.people[name];
    await act(front.api.database, await caller(name), async (unit) => {
      const rows = await unit.sql<{ kind: string; place: number }[]>`
        select k.kind, p.place from unnest(${DATA_KINDS as never}::text[]) k(kind) cross join unnest(${PLACES}::int[]) p(place)
        where case k.kind
          when 'contacts.read' then p.place = any((select app.reach_contacts())::int[])
          when 'affiliates.read' then p.place = any((select app.affiliate_reach('affiliates.read', 'list'))::int[])
          when 'affiliates.manage' then p.place = any((select app.affiliate_reach('affiliates.manage', 'keep'))::int[])
          when 'affiliate_dues.read' then p.place = any(app.reach('affiliate_dues.read'))
          else 1 = any(app.reach(k.kind)) or p.place = any(app.reach_members(k.kind)) end`;
      for (const { kind, place } of rows) enforced.add(`${kind} at ${place} by ${person}`);
    });
  }
  return { named: [...named].sort(), enforced: [...enforced].sort() };
}

describe('who can see us is what is enforced', () => {
  test('every kind of data that a guard of the contract names is in the list', () => {
    const guarded = new Set(
      Object.values(contractShapes).flatMap((shape) => {
        const guard = shape.guard?.('r');
        return guard && typeof guard === 'object' && 'capability' in guard ? [guard.capability] : [];
      }),
    );
    // Lists that others publish, drafts of the rulebook and requests for erasure are no data of a place.
    for (const other of ['facts.load', 'rulebook.read', 'rulebook.draft', 'privacy.erase'])
      guarded.delete(other);
    expect([...guarded].filter((one) => !(DATA_KINDS as readonly string[]).includes(one))).toEqual([]);
  });

  test('for every person, place and kind: named in the list, or nothing is seen', async () => {
    const before = await comparison();
    expect(before.named).toEqual(before.enforced);
    expect(before.named.length).toBeGreaterThan(100);
  });

  test('a choice of the council changes the list and the access at once, and back', async () => {
    const email = `select count(*)::int as n from contact where place_id = 11 and person_id is not null`;
    const seen = async (person: string) =>
      act(front.api.database, await caller(person), async (unit) => (await unit.sql.unsafe(email))[0]?.['n']);
    expect(await seen('coordinator')).toBeGreaterThan(0);
    const choose = (shared: boolean, audience = 'region') =>
      codes('secretary', `chooseSharing(input: { placeId: 11, audience: ${audience}, shared: ${shared} })`);
    expect(await choose(false)).toEqual([]);
    expect(await seen('coordinator')).toBe(0);
    expect(await seen('secretariat')).toBeGreaterThan(0);
    const between = await comparison();
    expect(between.named).toEqual(between.enforced);
    expect(await choose(false, 'network')).toEqual([]);
    expect(await seen('secretariat')).toBe(0);
    expect(await seen('secretary')).toBeGreaterThan(0);
    const { data } = await front.as(
      'secretary',
      '{ place(id: 11) { sharing { audience shared chosenBy { name } } sights { kind via office names } } }',
    );
    expect(data.place.sharing).toEqual([
      { audience: 'region', shared: false, chosenBy: { name: 'secretary' } },
      { audience: 'network', shared: false, chosenBy: { name: 'secretary' } },
    ]);
    const contacts = data.place.sights.filter((one: { kind: string }) => one.kind === 'contacts.read');
    expect(contacts.map((one: { office: string }) => one.office)).toEqual([
      'council_secretary',
      'council_treasurer',
    ]);
    expect(await choose(true)).toEqual([]);
    expect(await choose(true, 'network')).toEqual([]);
    expect(await choose(true)).toEqual(['sharing_same']);
    expect(await seen('coordinator')).toBeGreaterThan(0);
  });

  test('what a council shares of its affiliates is in the list, level by level', async () => {
    for (const level of ['list', 'keep', 'counts']) {
      await owner`insert into affiliate_sharing (member_id, place_id, level) values (11, 2, ${level}), (12, 1, ${level})`;
      const now = await comparison();
      expect(now.named).toEqual(now.enforced);
    }
  });

  test('tokens are named, and nobody outside the place and those above it is told', async () => {
    await tokenOf(front, 'secretary', 11, ['contacts.read']);
    const sights = async (person: string) =>
      (await front.as(person, '{ place(id: 11) { sights { kind via label holders } } }')).data.place.sights;
    expect((await sights('secretary')).filter((one: { via: string }) => one.via === 'token')).toEqual([
      { kind: 'contacts.read', via: 'token', label: 'test', holders: 1 },
    ]);
    expect(await sights('secretaryDorna')).toEqual([]);
    expect(await sights('none')).toEqual([]);
    const own = await front.as('delegate', '{ viewer { sights { kind about { id } } } }');
    expect(new Set(own.data.viewer.sights.map((one: { about: { id: number } }) => one.about.id))).toEqual(
      new Set([11]),
    );
  });
});

describe('closed data opened in an emergency', () => {
  const open = (person: string, reason: string, capability = 'contacts.read', place = 14) =>
    codes(
      person,
      `openClosedData(input: { placeId: ${place}, capability: "${capability}", reason: "${reason}" })`,
    );

  test('only with a reason, only where it was closed, and never for the network', async () => {
    expect(await open('auditor', 'short')).toEqual(['reason_short']);
    expect(await open('secretariat', 'A reason long enough')).toEqual(['already_open']);
    expect(await open('auditor', 'A reason long enough', 'contacts.read', 1)).toEqual(['opening_network']);
    expect(await open('secretary', 'A reason long enough')).toEqual(['FORBIDDEN']);
    expect(await open('auditor', 'A reason long enough', 'dues.write_off')).toEqual(['unknown_kind']);
  });

  test('opens for an hour, is logged and told to the owners by mail and on their page; then it is closed', async () => {
    const visible = async () =>
      act(front.api.database, await caller('auditor'), async (unit) =>
        (await unit.sql`select place_id from contact where person_id <> ${unit.actor}`).map(
          (row) => row['place_id'],
        ),
      );
    expect(await visible()).toEqual([]);
    expect(await open('auditor', 'A treasurer cannot be reached')).toEqual([]);
    expect(await visible()).toEqual([14]);
    const opened = await comparison();
    expect(opened.named).toEqual(opened.enforced);
    const [audit] = await owner`select reason, place_id from audit where act = 'openClosedData'`;
    expect(audit).toEqual({ reason: 'A treasurer cannot be reached', place_id: 14 });
    const mails =
      await owner`select p.name from mail m join person p on p.id = m.person_id where m.kind = 'data_opened'`;
    expect(mails).toEqual([{ name: 'secretaryDorna' }]);
    const page = await front.as(
      'secretaryDorna',
      '{ viewer { openings { reason open own person { name } } } place(id: 14) { openings { open } } }',
    );
    expect(page.data.viewer.openings).toEqual([
      { reason: 'A treasurer cannot be reached', open: true, own: false, person: { name: 'auditor' } },
    ]);
    await owner`update glass set opened_at = opened_at - interval '61 minutes', until = until - interval '61 minutes'`;
    expect(await visible()).toEqual([]);
    const closed = await comparison();
    expect(closed.named).toEqual(closed.enforced);
  });

  test('is closed earlier by whoever opened it, and ends with the office', async () => {
    expect(await open('auditor', 'A second time, for a minute')).toEqual([]);
    const { data } = await front.as('auditor', '{ viewer { openings { id open } } }');
    const { id } = data.viewer.openings.find((one: { open: boolean }) => one.open);
    expect(await codes('secretaryDorna', `closeOpenedData(id: "${id}")`)).toEqual(['not_found']);
    expect(await codes('auditor', `closeOpenedData(id: "${id}")`)).toEqual([]);
    const after = await comparison();
    expect(after.named).toEqual(after.enforced);
  });
});

describe('a person of another unit is asked for, and consents or not', () => {
  const ask = async () => {
    const { data } = await front.as(
      'coordinator',
      `mutation { askForPerson(input: { placeId: 2, personId: "${front.world.people['secretaryDorna']}", officeKind: "regional_president", reason: "Elected in Tirana" }) { refusals { code } request { id state } } }`,
    );
    return data.askForPerson;
  };
  const stateOf = async (id: string) => {
    const { data } = await front.as('coordinator', '{ place(id: 2) { personRequests { id state } } }');
    return data.place.personRequests.find((one: { id: string }) => one.id === id)?.state;
  };

  test('without consent nobody is appointed; with it the secretariat appoints, and consent stays on record', async () => {
    const direct = `appoint(input: { placeId: 2, kind: "regional_president", personId: "${front.world.people['secretaryDorna']}" })`;
    expect(await codes('secretariat', direct)).toEqual(['consent_needed']);
    const { request, refusals } = await ask();
    expect(refusals).toEqual([]);
    expect((await ask()).refusals).toEqual([{ code: 'request_open' }]);
    expect(await codes('secretariat', `appointOnConsent(id: "${request.id}")`)).toEqual(['consent_needed']);
    // The asking unit does not consent for the other; nor do those above both.
    const answer = (person: string, consent: boolean) =>
      codes(person, `answerPersonRequest(input: { id: "${request.id}", consent: ${consent} })`);
    expect(await answer('coordinator', true)).toEqual(['request_not_yours']);
    expect(await answer('secretariat', true)).toEqual(['request_not_yours']);
    expect(await answer('secretary', true)).toEqual(['not_found']);
    expect(await answer('secretaryDorna', true)).toEqual([]);
    expect(await stateOf(request.id)).toBe('consented');
    expect(await codes('secretaryDorna', `takeBackConsent(id: "${request.id}")`)).toEqual([]);
    expect(await stateOf(request.id)).toBe('taken_back');
    expect(await answer('secretaryDorna', true)).toEqual([]);
    expect(await codes('coordinator', `appointOnConsent(id: "${request.id}")`)).toEqual(['FORBIDDEN']);
    expect(await codes('secretariat', `appointOnConsent(id: "${request.id}")`)).toEqual([]);
    expect(await stateOf(request.id)).toBe('appointed');
    const [office] =
      await owner`select kind from office where place_id = 2 and person_id = ${front.world.people['secretaryDorna'] ?? null}`;
    expect(office).toEqual({ kind: 'regional_president' });
    expect(await codes('secretaryDorna', `takeBackConsent(id: "${request.id}")`)).toEqual([
      'request_appointed',
    ]);
    const kinds =
      await owner`select data ->> 'kind' as kind from mail where kind = 'person_requested' order by id`;
    expect(kinds.map((one) => one['kind'])).toEqual(
      expect.arrayContaining(['asked', 'consented', 'taken_back', 'appointed']),
    );
  });

  test('declined, and withdrawn by whoever asked', async () => {
    const { data } = await front.as(
      'coordinatorWest',
      `mutation { askForPerson(input: { placeId: 3, personId: "${front.world.people['delegate']}", officeKind: "regional_coordinator", reason: "For a year" }) { refusals { code } request { id may } } }`,
    );
    const { id, may } = data.askForPerson.request;
    expect(may).toEqual(['withdraw']);
    // The person's unit may answer for them.
    expect(
      await codes(
        'secretary',
        `answerPersonRequest(input: { id: "${id}", consent: false, reason: "We need them" })`,
      ),
    ).toEqual([]);
    expect(await codes('coordinatorWest', `withdrawPersonRequest(id: "${id}")`)).toEqual([
      'request_answered',
    ]);
    const { data: seen } = await front.as(
      'delegate',
      '{ viewer { personRequests { state steps { kind saidAs reason by { name } } } } }',
    );
    expect(seen.viewer.personRequests).toEqual([
      {
        state: 'declined',
        steps: [{ kind: 'declined', saidAs: 'unit', reason: 'We need them', by: { name: 'secretary' } }],
      },
    ]);
  });
});
