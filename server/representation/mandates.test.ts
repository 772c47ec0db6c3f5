import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { actingAt } from './acting.ts';
import { BODIES } from './world.ts';

let front: Front;
let owner: postgres.Sql;
let act: ReturnType<typeof actingAt>['act'];
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 4, onnotice: () => {} });
  ({ act } = actingAt(front));
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

test('the composition of a body is public and dated; names are for those in office', async () => {
  const document = `query B($asOf: Date) { body(id: 2, asOf: $asOf) { name { value } place { kind } seats { number region { code } mandate { role member { name } person { name } } } } }`;
  const seats = (answer: Awaited<ReturnType<Front['as']>>) => answer.data.body.seats;
  const open = seats(await front.as(null, document));
  expect(open[0]).toEqual({
    number: 1,
    region: { code: 'EAST' },
    mandate: { role: 'chair', member: { name: 'Alba Council' }, person: null },
  });
  expect(open[3].mandate).toBeNull();
  expect(seats(await front.as('treasurer', document))[1].mandate.person).toEqual({ name: 'secretaryDorna' });
  expect(seats(await front.as(null, document, { asOf: '2023-12-31' }))[0].mandate).toBeNull();
  const mine = await front.as(
    null,
    '{ alba: bodies(placeId: 11) { id } bruma: bodies(placeId: 12) { id } east: bodies(placeId: 2) { id } member(id: 11) { mandates { body { code } } } }',
  );
  expect(mine.data).toEqual({
    alba: [{ id: 1 }, { id: 2 }, { id: 3 }],
    bruma: [{ id: 1 }, { id: 3 }],
    east: [{ id: 3 }],
    member: { mandates: [{ body: { code: 'CR' } }, { body: { code: 'RC-EAST' } }] },
  });
});

test('a mandate is named to a free seat of the right region, and ended with a reason', async () => {
  const input = {
    bodyId: BODIES.committee,
    seat: 4,
    memberId: 12,
    name: 'Ada Invented',
    role: 'member',
    from: '2025-01-01',
    until: '2027-01-01',
  };
  const selection = 'mandate { id seat from until person { name } }';
  expect((await act('coordinator', 'nameMandate', input, selection)).fault).toBe('FORBIDDEN');
  expect((await act('secretaryBruma', 'nameMandate', input, selection)).fault).toBe('FORBIDDEN');
  expect((await act('secretariat', 'nameMandate', { ...input, memberId: 15 }, selection)).codes).toEqual([
    'seat_of_another_region',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, memberId: 11 }, selection)).codes).toEqual([
    'member_has_seat',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, seat: 1 }, selection)).codes).toEqual([
    'seat_taken',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, seat: 9 }, selection)).codes).toEqual([
    'no_such_seat',
  ]);
  expect((await act('secretariat', 'nameMandate', { ...input, role: 'chair' }, selection)).codes).toEqual([
    'chair_taken',
  ]);
  expect(
    (await act('secretariat', 'nameMandate', { ...input, until: '2025-01-01' }, selection)).codes,
  ).toEqual(['until_before_from']);
  expect(
    (await act('secretariat', 'nameMandate', { ...input, from: '2001-01-01' }, selection)).codes,
  ).toEqual(['not_a_member']);
  const named = await act('secretariat', 'nameMandate', input, selection);
  expect(named.mandate).toMatchObject({
    seat: 4,
    from: '2025-01-01',
    until: '2027-01-01',
    person: { name: 'Ada Invented' },
  });
  const ended = await act(
    'secretariat',
    'endMandate',
    { id: named.mandate.id, until: '2026-02-01', reason: 'Resigned' },
    'mandate { until endedReason }',
  );
  expect(ended.mandate).toEqual({ until: '2026-02-01', endedReason: 'Resigned' });
  const again = await act(
    'secretariat',
    'nameMandate',
    { ...input, memberId: 13, from: '2026-02-01', until: null },
    selection,
  );
  expect(again.codes).toEqual([]);
  await expect(owner`insert into mandate (body_id, seat, member_id, person_id, role, during)
    select body_id, seat, 12, person_id, 'member', daterange('2025-06-01', null) from mandate where id = ${named.mandate.id}`).rejects.toThrow(
    /conflicting key/,
  );
  await owner`delete from mandate where id = ${again.mandate.id}`;
});
