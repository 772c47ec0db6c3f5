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

const TYPES: Record<string, string> = {
  resignMembership: 'ResignInput',
  withdrawResignation: 'WithdrawResignationInput',
  excludeMember: 'ExcludeInput',
  appealExclusion: 'AppealInput',
  changeCategory: 'ChangeCategoryInput',
  dissolveMember: 'MemberActInput',
  renewMembership: 'RenewInput',
  undoMembershipStep: 'UndoStepInput',
};
const MEMBER = `id state category ending region { code } acts { name allowed reason }
  steps { id kind from reason reference decidedOn heardOn appealUntil categoryFrom categoryTo undoable body { id } resolution { code } rules { article why } }`;
const ask = async (person: string | null, act: string, input: object) => {
  const answer = await front.as(
    person,
    `mutation Act($input: ${TYPES[act]}!) { ${act}(input: $input) { refusals { code field value } member { ${MEMBER} } } }`,
    { input },
  );
  return answer.errors ? { fault: answer.errors[0]?.extensions.code } : answer.data[act];
};
const preview = async (person: string, input: object) =>
  (
    await front.as(
      person,
      `mutation P($input: PreviewMembershipActInput!) { previewMembershipAct(input: $input) {
        refusals { code } earliest appealUntil checks { name reason } unknown rules { article why } } }`,
      { input },
    )
  ).data.previewMembershipAct;
const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const today = day(0);
/** Article 6.2 of the rulebook: three months to the end of a year. */
const noticeEnd = (given: string) => {
  const [year, month] = given.split('-').map(Number) as [number, number];
  return `${year + (month <= 9 ? 1 : 2)}-01-01`;
};

test('a resignation counts from the end that the notice of the rulebook allows, and says why', async () => {
  const asked = await preview('secretaryBruma', { act: 'resign', memberId: 12 });
  expect(asked.earliest).toBe(noticeEnd(today));
  expect(asked.rules).toMatchObject([{ article: '6.2', why: { no: '6.2', key: 'resignation_end' } }]);
  const early = await ask('secretaryBruma', 'resignMembership', { memberId: 12, from: day(30), reason: 'x' });
  expect(early.refusals).toEqual([{ code: 'notice_too_short', field: 'from', value: noticeEnd(today) }]);
  const leaving = await ask('secretaryBruma', 'resignMembership', { memberId: 12, reason: 'no funds' });
  expect(leaving.member).toMatchObject({ state: 'leaving', ending: 'resigned', region: { code: 'EAST' } });
  expect(leaving.member.steps[0]).toMatchObject({
    kind: 'resigned',
    from: noticeEnd(today),
    decidedOn: today,
  });
  expect(leaving.member.steps[0].rules[0].article).toBe('6.2');
});

test('it can be withdrawn until the day comes, by the member itself', async () => {
  for (const person of ['secretary', 'coordinator', 'finance', null])
    expect((await ask(person, 'withdrawResignation', { memberId: 12, reason: 'x' })).fault).toBe('FORBIDDEN');
  const back = await ask('secretaryBruma', 'withdrawResignation', { memberId: 12, reason: 'funds found' });
  expect(back.member).toMatchObject({ state: 'member', ending: null });
  const again = await ask('secretaryBruma', 'withdrawResignation', { memberId: 12, reason: 'x' });
  expect(again.refusals).toMatchObject([{ code: 'not_leaving' }]);
});

test('only those who manage members enter an earlier notice or waive it, with the reference of a decision', async () => {
  const own = { memberId: 12, noticeOn: '2026-01-10', reason: 'letter of January' };
  expect((await ask('secretaryBruma', 'resignMembership', own)).fault).toBe('FORBIDDEN');
  expect(
    (await ask('secretaryBruma', 'resignMembership', { ...own, noticeOn: null, waived: true })).fault,
  ).toBe('FORBIDDEN');
  expect(
    (await ask('secretariat', 'resignMembership', { ...own, from: '2026-03-01', waived: true })).refusals,
  ).toMatchObject([{ code: 'decision_needed', field: 'resolution' }]);
  expect(
    (
      await ask('secretariat', 'resignMembership', {
        ...own,
        from: '2026-03-01',
        waived: true,
        resolution: 'XX 1/1',
      })
    ).refusals,
  ).toMatchObject([{ code: 'resolution_unknown' }]);
  const entered = await ask('secretariat', 'resignMembership', own);
  expect(entered.member.steps[0]).toMatchObject({ from: '2027-01-01', decidedOn: '2026-01-10' });
  const undone = await ask('secretariat', 'undoMembershipStep', {
    id: entered.member.steps[0].id,
    reason: 'x',
  });
  expect(undone.member.state).toBe('member');
});

const EXCLUSION = {
  memberId: 15,
  bodyId: 1,
  heardOn: '2026-01-05',
  decidedOn: '2026-03-01',
  from: '2026-04-01',
  reference: 'Minutes of 1 March, item 3',
  reason: 'against the aims of the network',
};

test('an exclusion needs a body, a decision with its reference, and that the member was heard in time', async () => {
  const [body] = await owner<{ id: number }[]>`select min(id) as id from body`;
  const asked = { ...EXCLUSION, bodyId: Number(body?.id) };
  for (const person of ['coordinatorWest', 'finance', 'secretary', null])
    expect((await ask(person, 'excludeMember', asked)).fault, String(person)).toBe('FORBIDDEN');
  const code = async (change: object) =>
    (await ask('secretariat', 'excludeMember', { ...asked, ...change })).refusals[0];
  expect(await code({ reference: null })).toMatchObject({ code: 'decision_needed' });
  expect(await code({ bodyId: null })).toMatchObject({ code: 'required', field: 'bodyId' });
  expect(await code({ heardOn: '2026-02-20' })).toMatchObject({ code: 'rule_not_met', field: 'heardOn' });
  expect(await code({ heardOn: '2026-03-02' })).toMatchObject({ code: 'heard_after_decision' });
  expect(await code({ from: '2026-02-01' })).toMatchObject({ code: 'date_before_decision' });
  const seen = await preview('secretariat', {
    act: 'exclude',
    memberId: 15,
    heardOn: '2026-02-20',
    decidedOn: '2026-03-01',
  });
  expect(seen).toMatchObject({ appealUntil: '2026-06-01', checks: [{ name: 'heard' }] });
  const excluded = await ask('secretariat', 'excludeMember', asked);
  expect(excluded.refusals).toEqual([]);
  expect(excluded.member).toMatchObject({
    state: 'former',
    ending: 'excluded',
    category: null,
    region: null,
  });
  expect(excluded.member.steps[0]).toMatchObject({
    ...{ kind: 'excluded', from: '2026-04-01', heardOn: '2026-01-05', decidedOn: '2026-03-01' },
    ...{ appealUntil: '2026-06-01', reference: EXCLUSION.reference, body: { id: Number(body?.id) } },
  });
  expect(excluded.member.steps[0].rules.map((one: { article: string }) => one.article)).toEqual([
    '6.3',
    '6.4',
  ]);
});

test('an appeal stands on record beside the exclusion; taking the exclusion back makes it a member again', async () => {
  const late = await ask('secretariat', 'appealExclusion', {
    memberId: 15,
    receivedOn: '2026-07-01',
    reason: 'x',
  });
  expect(late.refusals).toMatchObject([{ code: 'appeal_too_late', value: '2026-06-01' }]);
  const appealed = await ask('secretariat', 'appealExclusion', {
    ...{ memberId: 15, receivedOn: '2026-05-02', reason: 'we were not heard by the assembly' },
  });
  expect(appealed.member.steps[0]).toMatchObject({ kind: 'appealed', from: '2026-05-02', undoable: false });
  expect(
    (await ask('secretariat', 'appealExclusion', { memberId: 15, receivedOn: '2026-05-02', reason: 'x' }))
      .refusals,
  ).toMatchObject([{ code: 'already_appealed' }]);
  const [, exclusion] = appealed.member.steps;
  expect(exclusion).toMatchObject({ kind: 'excluded', undoable: true });
  const back = await ask('secretariat', 'undoMembershipStep', { id: exclusion.id, reason: 'appeal upheld' });
  expect(back.member).toMatchObject({
    state: 'member',
    ending: null,
    category: 'A',
    region: { code: 'WEST' },
  });
});

test('a category changes from a date, where the rulebook’s conditions hold or a decision says so', async () => {
  const unknown = await ask('secretariat', 'changeCategory', { memberId: 17, category: 'Q', reason: 'x' });
  expect(unknown.refusals).toMatchObject([{ code: 'category_unknown', field: 'category' }]);
  const seen = await preview('secretariat', { act: 'change_category', memberId: 17, category: 'A' });
  expect(seen.checks.length + seen.unknown.length).toBeGreaterThan(0);
  const toB = { memberId: 17, category: 'B', from: '2026-07-01', reason: 'works in one country now' };
  expect((await ask('secretariat', 'changeCategory', toB)).refusals).toMatchObject([
    { code: 'decision_needed' },
  ]);
  const changed = await ask('secretariat', 'changeCategory', { ...toB, reference: 'Minutes, item 7' });
  expect(changed.refusals).toEqual([]);
  expect(changed.member.steps[0]).toMatchObject({
    kind: 'category_changed',
    categoryFrom: 'C',
    categoryTo: 'B',
  });
  const before = await front.as(null, '{ member(id: 17, asOf: "2026-06-30") { category since } }');
  const after = await front.as(null, '{ member(id: 17, asOf: "2026-07-01") { category since } }');
  expect([before.data.member, after.data.member]).toEqual([
    { category: 'C', since: '2020-01-01' },
    { category: 'B', since: '2020-01-01' },
  ]);
  const back = await ask('secretariat', 'undoMembershipStep', {
    id: changed.member.steps[0].id,
    reason: 'x',
  });
  expect(back.member.category).toBe('C');
});

test('a dissolved organisation is no member any more and is not readmitted', async () => {
  const gone = await ask('secretariat', 'dissolveMember', {
    memberId: 17,
    from: '2026-05-01',
    reason: 'struck off',
  });
  expect(gone.member).toMatchObject({ state: 'former', ending: 'dissolved' });
  const readmit = gone.member.acts.find((one: { name: string }) => one.name === 'readmit');
  expect(readmit).toMatchObject({ allowed: false, reason: 'organisation_gone' });
});

test('a membership is renewed by the declaration of the year: each member’s state follows from it and the census', async () => {
  const renewals = async (person: string | null, place = 'network') =>
    (
      await front.as(
        person,
        `{ ${place} { renewals(first: 50, year: 2026) { total rows { member { id } state way renewedOn deadline } } } }`,
      )
    ).data[place.split('(')[0] as string].renewals;
  await owner`insert into declaration_window (year, opens_on, closes_on) values (2026, '2026-01-01', '2026-03-31')`;
  await owner`insert into declaration (member_id, region_id, year, figures, declared_as, declared_at)
    values (14, 3, 2026, '{"members": "10"}', 'council_secretary', '2026-02-10')`;
  await owner`insert into declaration_extension (member_id, region_id, year, until, reason) values (16, 4, 2026, '2999-01-01', 'flood')`;
  const all = await renewals('secretariat');
  const state = new Map(
    all.rows.map((one: { member: { id: number } } & Record<string, unknown>) => [one.member.id, one]),
  );
  expect(state.get(14)).toMatchObject({ state: 'renewed', way: 'declaration', renewedOn: '2026-02-10' });
  expect(state.get(13)).toMatchObject({ state: 'missing', deadline: '2026-03-31', renewedOn: null });
  expect(state.get(16)).toMatchObject({ state: 'awaited', deadline: '2999-01-01' });
  expect(
    (await renewals('coordinator', 'region(code: "EAST")')).rows.map(
      (one: { member: { id: number } }) => one.member.id,
    ),
  ).toEqual([11, 12, 13]);
  for (const person of ['none', 'delegate', null]) expect((await renewals(person)).rows).toEqual([]);
  const refused = await ask('secretaryDorna', 'renewMembership', { memberId: 14, year: 2026 });
  expect(refused.refusals).toMatchObject([{ code: 'renewed_by_declaration' }]);
});

test('where the rulebook asks for an act, the member renews by it, once a year and in time', async () => {
  const year = new Date().getUTCFullYear();
  // The network's rulebook, with the article that asks for an act.
  await owner`alter table rulebook_version disable trigger user`;
  await owner`update rulebook_version set document = jsonb_set(document, '{articles}', document -> 'articles' ||
    ${JSON.stringify([{ key: 'renewal', kind: 'calendar', version: 1, rule: "'act'" }])}::text::jsonb)
    where rulebook = (select n.rulebook from network n)`;
  await owner`alter table rulebook_version enable trigger user`;
  const [way] = await owner`select app.renewal_way(${year}) as way`;
  expect(way).toEqual({ way: 'act' });
  const state = async () =>
    (await front.as('secretaryDorna', '{ member(id: 14) { renewal { state way renewedOn } } }')).data.member
      .renewal;
  expect((await state()).way).toBe('act');
  const renew = (person: string, more: object = {}) =>
    ask(person, 'renewMembership', { memberId: 14, year, ...more });
  expect((await renew('secretaryBruma')).fault).toBe('FORBIDDEN');
  expect((await renew('secretaryDorna', { year: year - 1 })).refusals[0].code).toBe('year_not_open');
  expect((await renew('secretaryDorna', { year: year + 2 })).refusals[0].code).toBe('year_not_open');
  const renewed = await renew('secretaryDorna', { reason: 'decided by our board' });
  expect(renewed.refusals).toEqual([]);
  expect(await state()).toMatchObject({ state: 'renewed', way: 'act', renewedOn: expect.any(String) });
  expect((await renew('secretaryDorna')).refusals[0].code).toBe('already_renewed');
});
