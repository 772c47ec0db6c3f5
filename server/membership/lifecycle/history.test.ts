import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

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

const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const MEMBERS = [13, 14, 15, 16, 17];

/** Every act on a membership by its input, with days of years past and to come; most come at a wrong moment. */
const from = fc.integer({ min: -3000, max: 300 }).map(day);
const ACTS = {
  moveMember: ['MoveMemberInput', fc.record({ from, regionId: fc.constantFrom(2, 3, 4) })],
  suspendMember: ['MemberActInput', fc.record({ from })],
  restoreMember: ['MemberActInput', fc.record({ from })],
  dissolveMember: ['MemberActInput', fc.record({ from })],
  resignMembership: [
    'ResignInput',
    fc.record({ from, waived: fc.boolean(), reference: fc.constant('Minutes') }),
  ],
  withdrawResignation: ['WithdrawResignationInput', fc.record({})],
  changeCategory: [
    'ChangeCategoryInput',
    fc.record({ from, category: fc.constantFrom('A', 'B', 'C'), reference: fc.constant('Minutes') }),
  ],
  excludeMember: [
    'ExcludeInput',
    fc.record({
      from,
      bodyId: fc.constant(1),
      heardOn: fc.constant('2017-01-01'),
      decidedOn: fc.constant('2017-06-01'),
      reference: fc.constant('Minutes'),
    }),
  ],
  readmitMember: ['ReadmitInput', fc.record({ from, expectedTotal: fc.constant('0') })],
  succeedMember: [
    'SucceedInput',
    fc.record({ from, successorId: fc.constantFrom(...MEMBERS), debts: fc.constantFrom('keep', 'transfer') }),
  ],
} as const;

const anyAct = fc.oneof(
  fc.record({ act: fc.constant('undo' as const), member: fc.constantFrom(...MEMBERS) }),
  ...Object.entries(ACTS).map(([act, [type, input]]) =>
    fc.record({
      act: fc.constant(act),
      type: fc.constant(type),
      input: input as fc.Arbitrary<object>,
      member: fc.constantFrom(...MEMBERS),
    }),
  ),
);

let keys = 0;
async function perform(one: { act: string; type?: string; input?: object; member: number }) {
  const keyed = ['readmitMember', 'succeedMember'].includes(one.act)
    ? { idempotencyKey: `any-${++keys}-${process.pid}` }
    : {};
  const input = { memberId: one.member, reason: 'x', ...one.input, ...keyed };
  const answer = await front.as(
    'secretariat',
    `mutation M($input: ${one.type}!) { ${one.act}(input: $input) { refusals { code } } }`,
    { input },
  );
  expect(answer.errors, `${one.act} ${JSON.stringify(input)}`).toBeUndefined();
  return answer.data[one.act].refusals.length === 0;
}

async function undoLast(member: number) {
  const { data } = await front.as('secretariat', `{ member(id: ${member}) { steps { id undoable } } }`);
  const last = data.member.steps.find((step: { undoable: boolean }) => step.undoable);
  if (!last) return;
  const text =
    'mutation U($input: UndoStepInput!) { undoMembershipStep(input: $input) { refusals { code } } }';
  const answer = await front.as('secretariat', text, { input: { id: last.id, reason: 'x' } });
  expect(answer.errors).toBeUndefined();
}

const faults = () => owner<
  { regions: number; categories: number; outside: number; none: number; suspended: number }[]
>`
  select
    (select count(*)::int from member_region a join member_region b on a.member_id = b.member_id and a.during && b.during and a.ctid <> b.ctid) as regions,
    (select count(*)::int from membership a join membership b on a.member_id = b.member_id and a.during && b.during and a.ctid <> b.ctid) as categories,
    (select count(*)::int from member_region r where not (select range_agg(m.during) from membership m where m.member_id = r.member_id) @> r.during) as outside,
    (select count(*)::int from membership m where not (select range_agg(r.during) from member_region r where r.member_id = m.member_id) @> m.during) as none,
    (select count(*)::int from suspension s where not (select range_agg(m.during) from membership m where m.member_id = s.member_id) @> s.during) as suspended`;

const STRUCTURE = `memberCount countriesWithMember regions { code memberCount suspendedCount gapCount outline { id category since region { code } suspension { from until } } }`;

test('whatever is done in whatever order, regions and categories never overlap, and today is as the register says now', async () => {
  const done = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.array(anyAct, { minLength: 1, maxLength: 12 }), async (acts) => {
      for (const one of acts) {
        if (one.act === 'undo') await undoLast(one.member);
        else if (await perform(one)) done.set(one.act, (done.get(one.act) ?? 0) + 1);
      }
      expect((await faults())[0]).toEqual({ regions: 0, categories: 0, outside: 0, none: 0, suspended: 0 });
      const now = await front.as(null, `{ network { ${STRUCTURE} } }`);
      const today = await front.as(null, `{ network(asOf: "${day(0)}") { ${STRUCTURE} } }`);
      expect(today.data).toEqual(now.data);
    }),
    { numRuns: 20 },
  );
  // Not all were refused.
  expect([...done.keys()].length).toBeGreaterThan(3);
}, 120_000);
