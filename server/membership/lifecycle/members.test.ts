import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { STEP } from '../world.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const STATE =
  'id state region { code } suspension { from until reason restoredReason } steps { id kind from reason by { name } undone undoable movedFrom { code } movedTo { code } } acts { name allowed reason }';
const mutation = (act: string, input = 'MemberActInput') =>
  `mutation Act($input: ${input}!) { ${act}(input: $input) { refusals { code field } member { ${STATE} } } }`;
const TYPES: Record<string, string> = {
  moveMember: 'MoveMemberInput',
  undoMembershipStep: 'UndoStepInput',
  resignMembership: 'ResignInput',
};
const ask = async (person: string | null, act: string, input: object) => {
  const answer = await front.as(person, mutation(act, TYPES[act]), { input });
  return answer.errors ? { fault: answer.errors[0]?.extensions.code } : answer.data[act];
};
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const allowed = (member: { acts: { name: string; allowed: boolean }[] }) =>
  member.acts.filter((one) => one.allowed).map((one) => one.name);

test('a member is suspended and restored, each with reason, date and author', async () => {
  const suspended = await ask('secretariat', 'suspendMember', {
    memberId: 11,
    from: '2026-02-01',
    reason: 'no report',
  });
  expect(suspended.refusals).toEqual([]);
  expect(suspended.member).toMatchObject({
    state: 'suspended',
    suspension: { from: '2026-02-01', until: null, reason: 'no report' },
  });
  expect(suspended.member.steps[0]).toMatchObject({
    kind: 'suspended',
    from: '2026-02-01',
    reason: 'no report',
    by: { name: 'secretariat' },
    undoable: true,
  });
  expect(allowed(suspended.member)).toEqual([
    'restore',
    'move',
    'resign',
    'change_category',
    'exclude',
    'dissolve',
    'succeed',
    'renew',
  ]);
  expect((await ask('secretariat', 'suspendMember', { memberId: 11, reason: 'again' })).refusals).toEqual([
    { code: 'already_suspended', field: null },
  ]);
  expect(
    (await ask('secretariat', 'restoreMember', { memberId: 11, from: '2026-02-01', reason: 'x' })).refusals,
  ).toEqual([{ code: 'date_not_after_suspension', field: 'from' }]);
  const restored = await ask('secretariat', 'restoreMember', {
    memberId: 11,
    from: '2026-03-01',
    reason: 'report received',
  });
  expect(restored.member).toMatchObject({ state: 'member', suspension: null });
  const then = await front.as(
    'secretariat',
    '{ member(id: 11, asOf: "2026-02-15") { suspension { until restoredReason } } }',
  );
  expect(then.data.member.suspension).toEqual({ until: '2026-03-01', restoredReason: 'report received' });
});

test('what may not be done is refused with its reason', async () => {
  expect((await ask('secretariat', 'restoreMember', { memberId: 12, reason: 'x' })).refusals).toEqual([
    { code: 'not_suspended', field: null },
  ]);
  expect((await ask('secretariat', 'suspendMember', { memberId: 12, reason: ' ' })).refusals).toEqual([
    { code: 'required', field: 'reason' },
  ]);
  expect(
    (await ask('secretariat', 'suspendMember', { memberId: 12, reason: 'x', from: '1990-01-01' })).refusals,
  ).toEqual([{ code: 'date_before_membership', field: 'from' }]);
  expect(
    (await ask('secretariat', 'suspendMember', { memberId: 12, reason: 'x', from: day(500) })).refusals,
  ).toEqual([{ code: 'date_far', field: 'from' }]);
  expect((await ask('secretariat', 'suspendMember', { memberId: 999, reason: 'x' })).fault).toBe('NOT_FOUND');
  expect(
    (await ask('secretariat', 'moveMember', { memberId: 12, regionId: 2, reason: 'x' })).refusals,
  ).toEqual([{ code: 'same_region', field: 'regionId' }]);
  for (const person of [
    'coordinator',
    'president',
    'secretary',
    'secretaryBruma',
    'finance',
    'auditor',
    'former',
    'none',
    null,
  ]) {
    for (const act of ['suspendMember', 'restoreMember'])
      expect((await ask(person, act, { memberId: 12, reason: 'x' })).fault, `${person} ${act}`).toBe(
        'FORBIDDEN',
      );
    expect((await ask(person, 'moveMember', { memberId: 12, regionId: 3, reason: 'x' })).fault).toBe(
      'FORBIDDEN',
    );
  }
  expect((await ask('secretary', 'resignMembership', { memberId: 12, reason: 'not mine' })).fault).toBe(
    'FORBIDDEN',
  );
});

test('a council resigns by its own secretary, thinks again, and is out when the day has come', async () => {
  const leaving = await ask('secretaryBruma', 'resignMembership', { memberId: 12, reason: 'no funds' });
  expect(leaving.member.state).toBe('leaving');
  const [step] = leaving.member.steps;
  expect(step).toMatchObject({ kind: 'resigned', undoable: true });
  const back = await ask('secretaryBruma', 'undoMembershipStep', { id: step.id, reason: 'funds found' });
  expect(back.member).toMatchObject({ state: 'member', region: { code: 'EAST' } });
  expect(
    back.member.steps.slice(0, 2).map((one: { kind: string; undone: boolean }) => [one.kind, one.undone]),
  ).toEqual([
    ['undone', false],
    ['resigned', true],
  ]);
  const gone = await ask('secretariat', 'resignMembership', {
    memberId: 12,
    from: '2026-01-01',
    waived: true,
    reference: 'Committee, minutes of 12 March, item 4',
    reason: 'no funds',
  });
  expect(gone.member).toMatchObject({ state: 'former', region: null });
  expect(allowed(gone.member)).toEqual(['readmit']);
  expect(
    (await ask('secretaryBruma', 'undoMembershipStep', { id: gone.member.steps[0].id, reason: 'x' })).fault,
  ).toBe('FORBIDDEN');
  expect((await ask('secretariat', 'suspendMember', { memberId: 12, reason: 'x' })).refusals[0].code).toBe(
    'not_member',
  );
  const then = await front.as(
    null,
    '{ a: member(id: 12, asOf: "2025-12-31") { category } b: member(id: 12, asOf: "2026-01-01") { category } }',
  );
  expect(then.data).toEqual({ a: { category: 'A' }, b: { category: null } });
});

test('moving to another region keeps where it was; only the last step is taken back', async () => {
  const moved = await ask('secretariat', 'moveMember', {
    memberId: 14,
    regionId: 4,
    from: '2026-01-01',
    reason: 'new border',
  });
  expect(moved.member.region).toEqual({ code: 'NORTH' });
  expect(moved.member.steps[0]).toMatchObject({ movedFrom: { code: 'WEST' }, movedTo: { code: 'NORTH' } });
  const then = await front.as(
    null,
    '{ a: member(id: 14, asOf: "2025-12-31") { region { code } } history: member(id: 14) { history { kind from until detail } } }',
  );
  expect(then.data.a.region).toEqual({ code: 'WEST' });
  expect(then.data.history.history.filter((one: { kind: string }) => one.kind === 'REGION')).toEqual([
    { kind: 'REGION', from: '2026-01-01', until: null, detail: 'NORTH' },
    { kind: 'REGION', from: '2010-01-01', until: '2026-01-01', detail: 'WEST' },
  ]);
  expect(
    (await ask('secretariat', 'moveMember', { memberId: 14, regionId: 2, from: '2025-06-01', reason: 'x' }))
      .refusals[0].code,
  ).toBe('date_before_last_change');
  const first = moved.member.steps[0].id;
  await ask('secretariat', 'suspendMember', { memberId: 14, reason: 'no dues' });
  expect((await ask('secretariat', 'undoMembershipStep', { id: first, reason: 'x' })).refusals).toEqual([
    { code: 'not_last_step', field: 'id' },
  ]);
  const [suspension] = (await front.as('secretariat', '{ member(id: 14) { steps { id kind } } }')).data.member
    .steps;
  expect(
    (await ask('secretariat', 'undoMembershipStep', { id: suspension.id, reason: 'paid after all' })).member,
  ).toMatchObject({ state: 'member', suspension: null });
  const undone = await ask('secretariat', 'undoMembershipStep', { id: first, reason: 'no new border' });
  expect(undone).toMatchObject({ refusals: [], member: { region: { code: 'WEST' } } });
});

test('who decided is seen by those in office, each region its own, in both layers of access', async () => {
  const QUERY = '{ member(id: 13) { steps { id by { name } } } }';
  const bare = await openFront({ guards: false });
  try {
    for (const one of [front, bare]) {
      const seen = async (person: string | null) =>
        (await one.as(person, QUERY)).data.member.steps.some((step: { id: string }) => step.id === STEP);
      for (const person of ['coordinator', 'secretariat', 'auditor', 'finance'])
        expect(await seen(person), person).toBe(true);
      for (const person of ['coordinatorWest', 'secretary', 'former', 'none', null])
        expect(await seen(person), String(person)).toBe(false);
    }
  } finally {
    await bare.close();
  }
});

test('the database itself refuses two regions at once, a region outside membership, and a change of the record', async () => {
  const refuses = async (statement: string) => expect(owner.unsafe(statement), statement).rejects.toThrow();
  await refuses(`insert into member_region values (11, 3, daterange('2020-01-01', '2020-02-01'))`);
  await refuses(`insert into membership values (11, 'B', daterange('2020-01-01', '2020-02-01'))`);
  await refuses(`insert into member_region values (11, 3, daterange('2000-01-01', '2000-02-01'))`);
  await refuses(
    `insert into suspension (member_id, during, reason) values (13, daterange('2022-02-01', null), 'x')`,
  );
  await refuses(`update membership_step set reason = 'x'`);
  await refuses('delete from membership_step');
});
