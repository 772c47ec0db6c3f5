import fc from 'fast-check';
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
const ask = async (person: string | null, act: string, input: object, type?: string) => {
  const answer = await front.as(person, mutation(act, type), { input });
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
  expect(allowed(suspended.member)).toEqual(['restore', 'move', 'resign']);
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
    (await ask('secretariat', 'moveMember', { memberId: 12, regionId: 2, reason: 'x' }, 'MoveMemberInput'))
      .refusals,
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
    expect(
      (await ask(person, 'moveMember', { memberId: 12, regionId: 3, reason: 'x' }, 'MoveMemberInput')).fault,
    ).toBe('FORBIDDEN');
  }
  expect((await ask('secretary', 'resignMembership', { memberId: 12, reason: 'not mine' })).fault).toBe(
    'FORBIDDEN',
  );
});

test('a council resigns by its own secretary, thinks again, and is out when the day has come', async () => {
  const leaving = await ask('secretaryBruma', 'resignMembership', {
    memberId: 12,
    from: day(30),
    reason: 'no funds',
  });
  expect(leaving.member.state).toBe('leaving');
  const [step] = leaving.member.steps;
  expect(step).toMatchObject({ kind: 'resigned', undoable: true });
  const back = await ask(
    'secretaryBruma',
    'undoMembershipStep',
    { id: step.id, reason: 'funds found' },
    'UndoStepInput',
  );
  expect(back.member).toMatchObject({ state: 'member', region: { code: 'EAST' } });
  expect(
    back.member.steps.slice(0, 2).map((one: { kind: string; undone: boolean }) => [one.kind, one.undone]),
  ).toEqual([
    ['undone', false],
    ['resigned', true],
  ]);
  const gone = await ask('secretaryBruma', 'resignMembership', {
    memberId: 12,
    from: '2026-01-01',
    reason: 'dissolved',
  });
  expect(gone.member).toMatchObject({ state: 'former', region: null });
  expect(allowed(gone.member)).toEqual([]);
  expect(
    (
      await ask(
        'secretaryBruma',
        'undoMembershipStep',
        { id: gone.member.steps[0].id, reason: 'x' },
        'UndoStepInput',
      )
    ).fault,
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
  const moved = await ask(
    'secretariat',
    'moveMember',
    { memberId: 14, regionId: 4, from: '2026-01-01', reason: 'new border' },
    'MoveMemberInput',
  );
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
    (
      await ask(
        'secretariat',
        'moveMember',
        { memberId: 14, regionId: 2, from: '2025-06-01', reason: 'x' },
        'MoveMemberInput',
      )
    ).refusals[0].code,
  ).toBe('date_before_last_change');
  const first = moved.member.steps[0].id;
  await ask('secretariat', 'suspendMember', { memberId: 14, reason: 'no dues' });
  expect(
    (await ask('secretariat', 'undoMembershipStep', { id: first, reason: 'x' }, 'UndoStepInput')).refusals,
  ).toEqual([{ code: 'not_last_step', field: 'id' }]);
  const [suspension] = (await front.as('secretariat', '{ member(id: 14) { steps { id kind } } }')).data.member
    .steps;
  expect(
    (
      await ask(
        'secretariat',
        'undoMembershipStep',
        { id: suspension.id, reason: 'paid after all' },
        'UndoStepInput',
      )
    ).member,
  ).toMatchObject({ state: 'member', suspension: null });
  const undone = await ask(
    'secretariat',
    'undoMembershipStep',
    { id: first, reason: 'no new border' },
    'UndoStepInput',
  );
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

const anyAct = fc.oneof(
  fc.record({
    act: fc.constant('moveMember'),
    regionId: fc.constantFrom(2, 3, 4),
    from: fc.integer({ min: -3000, max: 300 }),
  }),
  fc.record({
    act: fc.constantFrom('suspendMember', 'restoreMember', 'resignMembership', 'undo'),
    from: fc.integer({ min: -3000, max: 300 }),
  }),
);

test('whatever is done in whatever order, periods never overlap and every region lies within membership', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(anyAct, { minLength: 1, maxLength: 12 }),
      fc.constantFrom(15, 16, 17),
      async (acts, memberId) => {
        for (const one of acts) {
          const input = {
            memberId,
            from: day(one.from),
            reason: 'x',
            ...('regionId' in one ? { regionId: one.regionId } : {}),
          };
          const last = (await front.as('secretariat', `{ member(id: ${memberId}) { steps { id } } }`)).data
            .member.steps[0];
          if (one.act === 'undo' && !last) continue;
          const answer =
            one.act === 'undo'
              ? await ask('secretariat', 'undoMembershipStep', { id: last.id, reason: 'x' }, 'UndoStepInput')
              : await ask(
                  'secretariat',
                  one.act,
                  input,
                  one.act === 'moveMember' ? 'MoveMemberInput' : 'MemberActInput',
                );
          expect(answer.fault).toBeUndefined();
        }
        const [faults] = await owner<{ overlaps: number; outside: number; none: number }[]>`
        select (select count(*)::int from member_region a join member_region b on a.member_id = b.member_id and a.during && b.during and a.during <> b.during) as overlaps,
          (select count(*)::int from suspension s where not exists (select 1 from membership m where m.member_id = s.member_id and m.during @> s.during)) as outside,
          (select count(*)::int from membership m where not (select range_agg(r.during) from member_region r where r.member_id = m.member_id) @> m.during) as none`;
        expect(faults).toEqual({ overlaps: 0, outside: 0, none: 0 });
      },
    ),
    { numRuns: 15 },
  );
}, 60_000);
