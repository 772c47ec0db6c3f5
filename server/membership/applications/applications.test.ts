import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { APPLICATIONS, FOLLOW_SECRET } from '../world.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

const APPLY =
  'mutation Apply($input: ApplyInput!) { apply(input: $input) { refusals { code field value } secret } }';
const form = {
  name: 'Ember Council',
  country: 'EE',
  category: 'A',
  contactName: 'Someone',
  contactEmail: 'someone@ember.example',
  message: 'Please',
};
const step = (act: string) =>
  `mutation Step($input: ApplicationStepInput!) { ${act}(input: $input) { refusals { code field } application { id state steps { kind reason by { name } } acts { name allowed reason } } } }`;
const admit = `mutation Admit($input: AdmitInput!) { admitApplicant(input: $input) { refusals { code field value }
  application { state } member { id name category since region { code } state steps { kind by { name } } } } }`;
const [estuary, bosk, arden] = APPLICATIONS;

test('a newcomer applies without signing in, follows the application, and is admitted step by step', async () => {
  const applied = (await front.as(null, APPLY, { input: form })).data.apply;
  expect(applied.refusals).toEqual([]);
  const FOLLOW =
    'query F($secret: String!) { followedApplication(secret: $secret) { name state open region { code } steps { kind reason } } }';
  const followed = (await front.as(null, FOLLOW, { secret: applied.secret })).data.followedApplication;
  expect(followed).toEqual({
    name: 'Ember Council',
    state: 'submitted',
    open: true,
    region: { code: 'EAST' },
    steps: [{ kind: 'submitted', reason: null }],
  });

  const INBOX =
    '{ region(code: "EAST") { applications(state: submitted) { total rows { id name byHand contact { email } acts { name allowed reason } } } } }';
  const inbox = (await front.as('coordinator', INBOX)).data.region.applications;
  const mine = inbox.rows.find((one: { name: string }) => one.name === 'Ember Council');
  expect(mine).toMatchObject({ byHand: false, contact: { email: 'someone@ember.example' } });
  expect(
    mine.acts.filter((one: { allowed: boolean }) => one.allowed).map((one: { name: string }) => one.name),
  ).toEqual(['endorse', 'refuse', 'withdraw', 'judge', 'answer', 'write']);
  expect(mine.acts).toContainEqual({ name: 'admit', allowed: false, reason: 'forbidden' });

  expect(
    (await front.as('secretariat', admit, { input: { id: mine.id } })).data.admitApplicant.refusals,
  ).toEqual([{ code: 'not_endorsed', field: null, value: null }]);
  const endorsed = (await front.as('coordinator', step('endorseApplication'), { input: { id: mine.id } }))
    .data.endorseApplication.application;
  expect(endorsed.state).toBe('endorsed');
  expect(endorsed.steps.at(-1)).toEqual({ kind: 'endorsed', reason: null, by: { name: 'coordinator' } });
  const refused = await front.as('coordinator', admit, { input: { id: mine.id } });
  expect(refused.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const agreed = await front.as('secretariat', admit, { input: { id: mine.id, reference: 'CR-2026-3' } });
  expect(agreed.data.admitApplicant.refusals[0].code).toBe('coordination_needed');
  const JUDGE =
    'mutation J($input: JudgeConditionInput!) { judgeCondition(input: $input) { refusals { code } application { checklist { item met found foundBy { name } } } } }';
  const judged = await front.as('coordinator', JUDGE, {
    input: { id: mine.id, item: 'coordination', met: true, reason: 'Agreed on 3 May' },
  });
  expect(judged.data.judgeCondition.application.checklist).toContainEqual({
    item: 'coordination',
    met: true,
    found: true,
    foundBy: { name: 'coordinator' },
  });
  const unmet = await front.as('secretariat', admit, { input: { id: mine.id, reference: 'CR-2026-3' } });
  expect(unmet.data.admitApplicant.refusals).toEqual([
    { code: 'conditions_unmet', field: 'despite', value: '6' },
  ]);
  const admitted = (
    await front.as('secretariat', admit, {
      input: { id: mine.id, from: '2026-01-01', reference: 'CR-2026-3', despite: 'Known to the committee' },
    })
  ).data.admitApplicant;
  expect(admitted).toMatchObject({
    refusals: [],
    application: { state: 'admitted' },
    member: {
      name: 'Ember Council',
      category: 'A',
      since: '2026-01-01',
      region: { code: 'EAST' },
      state: 'member',
      steps: [{ kind: 'admitted', by: { name: 'secretariat' } }],
    },
  });
  const again = await front.as('secretariat', admit, { input: { id: mine.id } });
  expect(again.data.admitApplicant.refusals[0].code).toBe('application_closed');
});

test('every fault of the form comes at once, each at its field', async () => {
  const input = {
    ...form,
    name: '  ',
    country: 'XX',
    category: 'Z',
    contactEmail: 'no address',
    website: 'javascript:alert(1)',
    founded: 12,
  };
  const { refusals, secret } = (await front.as(null, APPLY, { input })).data.apply;
  expect(secret).toBeNull();
  expect(refusals.map((one: { code: string; field: string }) => [one.field, one.code]).sort()).toEqual([
    ['category', 'category_unknown'],
    ['contactEmail', 'email_invalid'],
    ['country', 'country_unknown'],
    ['founded', 'year_invalid'],
    ['name', 'required'],
    ['website', 'website_invalid'],
  ]);
});

test('the categories on offer are those of the rulebook in force on the date, in the reader’s language', async () => {
  const ask = 'query C($asOf: Date) { network(asOf: $asOf) { categories { code name { value locale } } } }';
  const { categories } = (await front.as('delegate', ask)).data.network;
  expect(categories.map(({ code }: { code: string }) => code)).toEqual(['A', 'B', 'C']);
  expect(categories[0].name).toEqual({ value: 'National council', locale: 'en' });
  const before = await front.as('delegate', ask, { asOf: '2010-01-01' });
  expect(before.data.network.categories).toEqual([]);
});

test('a program that fills in every field leaves nothing behind; a flood is stopped', async () => {
  const count = async () =>
    (await front.as('secretariat', '{ network { applications { total } } }')).data.network.applications.total;
  const before = await count();
  expect(
    (await front.as(null, APPLY, { input: { ...form, nickname: 'bot' } })).data.apply.secret,
  ).toBeTruthy();
  expect(await count()).toBe(before);
  const codes: (string | undefined)[] = [];
  for (let n = 0; n < 12; n += 1)
    codes.push(
      (await front.as(null, APPLY, { input: { ...form, contactEmail: `a${n}@ember.example` } })).data.apply
        .refusals[0]?.code,
    );
  expect(codes.at(-1)).toBe('too_many_applications');
  expect(codes.filter((code) => code === undefined).length).toBeLessThanOrEqual(10);
});

test('a region refuses what it has not endorsed, the network takes it up again; each with its reason', async () => {
  const none = await front.as('coordinator', step('refuseApplication'), { input: { id: estuary.id } });
  expect(none.data.refuseApplication.refusals).toEqual([{ code: 'required', field: 'reason' }]);
  const done = await front.as('coordinator', step('refuseApplication'), {
    input: { id: estuary.id, reason: 'no accounts' },
  });
  expect(done.data.refuseApplication.application.state).toBe('refused');
  const own = await front.as('coordinator', step('reopenApplication'), {
    input: { id: estuary.id, reason: 'a mistake' },
  });
  expect(own.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const network = await front.as('secretariat', step('reopenApplication'), {
    input: { id: estuary.id, reason: 'accounts came' },
  });
  expect(network.data.reopenApplication.application.state).toBe('submitted');
  const endorsedOne = await front.as('coordinator', step('refuseApplication'), {
    input: { id: bosk.id, reason: 'second thoughts' },
  });
  expect(endorsedOne.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
  const back = await front.as('coordinator', step('reopenApplication'), {
    input: { id: bosk.id, reason: 'second thoughts' },
  });
  expect(back.data.reopenApplication.application.state).toBe('submitted');
});

test('the applicant withdraws by the link, once', async () => {
  const WITHDRAW =
    'mutation W($input: WithdrawFollowedInput!) { withdrawFollowedApplication(input: $input) { refusals { code } withdrawn } }';
  const send = async (secret: string) =>
    (await front.as(null, WITHDRAW, { input: { secret, reason: 'merged' } })).data
      .withdrawFollowedApplication;
  const another = await front.as(null, WITHDRAW, { input: { secret: 'another' } });
  expect(another.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
  expect(await send(FOLLOW_SECRET)).toEqual({ refusals: [], withdrawn: true });
  expect((await send(FOLLOW_SECRET)).refusals).toEqual([{ code: 'application_closed' }]);
});

test('an application is entered by hand for the own region only', async () => {
  const ENTER =
    'mutation E($input: EnterApplicationInput!) { enterApplication(input: $input) { refusals { code field } application { byHand state region { code } } } }';
  const input = { ...form, name: 'By Letter', regionId: 2, reason: 'letter of 2 March' };
  expect((await front.as('coordinator', ENTER, { input })).data.enterApplication).toEqual({
    refusals: [],
    application: { byHand: true, state: 'submitted', region: { code: 'EAST' } },
  });
  expect((await front.as('coordinatorWest', ENTER, { input })).errors?.[0]?.extensions.code).toBe(
    'FORBIDDEN',
  );
  expect(
    (await front.as('coordinatorWest', ENTER, { input: { ...input, regionId: 3 } })).data.enterApplication
      .refusals,
  ).toEqual([{ code: 'country_of_other_region', field: 'country' }]);
});

const SEEN = '{ regions { applications(first: 50) { rows { id contact { email } } } } }';
const regionsOf = (answer: { data: { regions: { applications: { rows: { id: string }[] } }[] } }) =>
  answer.data.regions.flatMap((one) => one.applications.rows.map((row) => row.id));

test('applications are seen by the region that was asked and by the network, in both layers of access', async () => {
  const bare = await openFront({ guards: false });
  try {
    for (const one of [front, bare]) {
      const known = (ids: string[]) => ids.filter((id) => APPLICATIONS.some((app) => app.id === id)).sort();
      const east = APPLICATIONS.filter((app) => app.region === 2)
        .map((app) => app.id)
        .sort();
      expect(known(regionsOf(await one.as('coordinator', SEEN)))).toEqual(east);
      expect(known(regionsOf(await one.as('auditor', SEEN)))).toEqual(
        APPLICATIONS.map((app) => app.id).sort(),
      );
      for (const person of ['secretary', 'treasurer', 'finance', 'former', 'none', null])
        expect(regionsOf(await one.as(person, SEEN)), String(person)).toEqual([]);
      const far = await one.as('coordinatorWest', `{ application(id: "${arden.id}") { name } }`);
      expect(far.data.application).toBeNull();
    }
  } finally {
    await bare.close();
  }
  const noRows = await openFront();
  const owner = postgres(noRows.ownerUrl, { max: 1, onnotice: () => {} });
  try {
    for (const table of ['application', 'application_contact', 'application_step'])
      await owner.unsafe(`alter table ${table} disable row level security`);
    expect(regionsOf(await noRows.as('none', SEEN))).toEqual([]);
    expect(regionsOf(await noRows.as('coordinatorWest', SEEN))).toEqual([APPLICATIONS[4].id]);
  } finally {
    await owner.end();
    await noRows.close();
  }
});
