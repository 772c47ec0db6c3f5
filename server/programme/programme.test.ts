import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../test/client.ts';
import { POSSIBLE } from './states.ts';

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

const PLAN = {
  title: 'Regional workshop',
  objective: 'Share what works',
  locale: 'en',
  from: '2026-03-01',
  until: '2026-03-04',
  venue: 'Tirana',
  country: 'AL',
  hostId: 11,
  primary: 2,
  secondary: [3],
  funders: ['A fund', 'A fund', ' '],
  contributors: [],
};
const ACTIVITY =
  '{ refusals { code field value } activity { id state possible title { value } secondary { no } funders from until steps { kind by { name } reason } } }';

async function plan(person: string | null, change: object = {}, programmeCode = 'EAST-P') {
  const input = { programmeCode, plan: { ...PLAN, ...change } };
  return front.as(
    person,
    `mutation Plan($input: PlanActivityInput!) { planActivity(input: $input) ${ACTIVITY} }`,
    { input },
  );
}

async function idOf(title: string): Promise<string> {
  const [row] = await owner<{ id: string }[]>`select id from activity where title ->> 'en' = ${title}`;
  return String(row?.id);
}

const step = (person: string, name: string, id: string, reason?: string) =>
  front.as(
    person,
    `mutation Step($id: ID!${reason === undefined ? '' : ', $reason: String!'}) {
    ${name}(id: $id${reason === undefined ? '' : ', reason: $reason'}) ${ACTIVITY} }`,
    { id, reason },
  );

const report = (person: string, input: object) =>
  front.as(
    person,
    `mutation Report($input: ReportActivityInput!) { reportActivity(input: $input) ${ACTIVITY} }`,
    { input },
  );

test('the public reads programmes with their components and acts, dated as precisely as known', async () => {
  const { data, errors } = await front.as(
    null,
    `{ programmes { code adopted current components { no title { value } } acts { kind date body { value } } regional { code region { code } parent { code } components { no } } } }`,
  );
  expect(errors).toBeUndefined();
  expect(data.programmes).toEqual([
    {
      code: 'TP2024',
      adopted: true,
      current: true,
      components: [1, 2, 3].map((no) => ({ no, title: { value: `Part ${no}` } })),
      acts: [{ kind: 'ADOPTED', date: '2023-11', body: { value: 'Committee of Representatives' } }],
      regional: [
        {
          code: 'EAST-P',
          region: { code: 'EAST' },
          parent: { code: 'TP2024' },
          components: [{ no: 1 }, { no: 2 }, { no: 3 }],
        },
        {
          code: 'WEST-P',
          region: { code: 'WEST' },
          parent: { code: 'TP2024' },
          components: [{ no: 1 }, { no: 2 }, { no: 3 }],
        },
      ],
    },
  ]);
});

test('a coordinator plans an activity, changes it, holds it, reports it; each step has its author', async () => {
  const planned = (await plan('coordinator')).data.planActivity;
  expect(planned.refusals).toEqual([]);
  expect(planned.activity).toMatchObject({
    state: 'PLANNED',
    possible: ['CHANGE', 'HOLD', 'WITHDRAW'],
    secondary: [{ no: 3 }],
    funders: ['A fund'],
  });
  const { id } = planned.activity;
  const input = {
    id,
    plan: {
      ...PLAN,
      title: 'Atelier régional',
      locale: 'fr',
      until: '2026-03-05',
      secondary: [],
      hostId: null,
    },
  };
  const changed = await front.as(
    'coordinator',
    `mutation Change($input: ChangePlanInput!) { changePlan(input: $input) ${ACTIVITY} }`,
    { input },
  );
  expect(changed.data.changePlan.activity).toMatchObject({
    title: { value: 'Regional workshop' },
    until: '2026-03-05',
    secondary: [],
  });
  expect((await step('coordinator', 'markHeld', id)).data.markHeld.activity.state).toBe('HELD');
  const reported = (
    await report('coordinator', { id, participants: 40, women: 22, outcomes: 'A network', locale: 'en' })
  ).data.reportActivity;
  expect(reported.activity).toMatchObject({ state: 'REPORTED', possible: ['REOPEN'] });
  expect(
    reported.activity.steps.map((one: { kind: string; by: { name: string } }) => [one.kind, one.by.name]),
  ).toEqual(['PLANNED', 'CHANGED', 'HELD', 'REPORTED'].map((kind) => [kind, 'coordinator']));
  const seen = await front.as(
    null,
    'query A($id: ID!) { activity(id: $id) { participants women outcomes { value } steps { kind } } }',
    { id },
  );
  expect(seen.data.activity).toEqual({
    participants: 40,
    women: 22,
    outcomes: { value: 'A network' },
    steps: [],
  });
  const audit = await owner`select act from audit where subject_id = ${id} order by id`;
  expect(audit.map(({ act }) => act)).toEqual([
    'activity.planned',
    'activity.changed',
    'activity.held',
    'activity.reported',
  ]);
});

test('what was done can be undone, with a reason, and the history keeps it', async () => {
  const { id } = (await plan('coordinator')).data.planActivity.activity;
  expect((await step('coordinator', 'withdrawActivity', id, ' ')).data.withdrawActivity.refusals).toEqual([
    { code: 'required', field: 'reason', value: null },
  ]);
  expect(
    (await step('coordinator', 'withdrawActivity', id, 'No funds')).data.withdrawActivity.activity.state,
  ).toBe('WITHDRAWN');
  expect((await step('coordinator', 'markHeld', id)).data.markHeld.refusals[0].code).toBe(
    'activity_withdrawn',
  );
  await step('coordinator', 'resumeActivity', id);
  await step('coordinator', 'markHeld', id);
  expect((await step('coordinator', 'markNotHeld', id, 'Wrong one')).data.markNotHeld.activity.state).toBe(
    'PLANNED',
  );
  await step('coordinator', 'markHeld', id);
  await report('coordinator', { id, participants: 1, outcomes: 'x', locale: 'en' });
  const reopened = (await step('coordinator', 'reopenReport', id, 'Wrong figures')).data.reopenReport
    .activity;
  expect(reopened.state).toBe('HELD');
  expect(reopened.steps.map((one: { kind: string }) => one.kind)).toEqual([
    'PLANNED',
    'WITHDRAWN',
    'RESUMED',
    'HELD',
    'NOT_HELD',
    'HELD',
    'REPORTED',
    'REOPENED',
  ]);
  expect(
    (await front.as(null, 'query A($id: ID!) { activity(id: $id) { id } }', { id })).data.activity,
  ).toBeNull();
  await expect(owner`update activity_step set reason = 'x'`).rejects.toThrow('append_only');
});

test.each([
  [{ from: '2024-12-31' }, 'outside_programme', 'from'],
  [{ from: '2027-12-30', until: '2028-01-02' }, 'outside_programme', 'until'],
  [{ until: '2026-03-01' }, 'until_before_from', 'until'],
  [{ primary: null }, 'primary_component_missing', 'primary'],
  [{ primary: 9 }, 'component_unknown', 'primary'],
  [{ secondary: [2] }, 'component_twice', 'secondary'],
  [{ secondary: [70_000] }, 'component_unknown', 'secondary'],
  [{ hostId: 14 }, 'host_not_in_region', 'hostId'],
  [{ hostId: 999_999 }, 'host_not_in_region', 'hostId'],
  [{ country: 'ZZ' }, 'country_unknown', 'country'],
  [{ title: ' ' }, 'required', 'title'],
  [{ objective: '' }, 'required', 'objective'],
])('a plan with %j is refused as %s at %s, and nothing is written', async (change, code, field) => {
  const before = await owner`select count(*) from activity`;
  const { data, errors } = await plan('coordinator', change);
  expect(errors).toBeUndefined();
  expect(
    data.planActivity.refusals.map((one: { code: string; field: string }) => [one.code, one.field]),
  ).toEqual([[code, field]]);
  expect(await owner`select count(*) from activity`).toEqual(before);
});

test('every fault of a plan is named at once', async () => {
  const { data } = await plan('coordinator', {
    title: '',
    primary: null,
    until: '2026-01-01',
    country: 'ZZ',
  });
  expect(data.planActivity.refusals.map((one: { field: string }) => one.field).sort()).toEqual([
    'country',
    'primary',
    'title',
    'until',
  ]);
});

test('a report is refused at its fields', async () => {
  const id = await idOf('East held');
  const codes = async (input: object) =>
    (
      await report('coordinator', { id, outcomes: 'x', participants: 1, locale: 'en', ...input })
    ).data.reportActivity.refusals.map((one: { code: string; field: string }) => `${one.code}@${one.field}`);
  expect(await codes({ participants: -1 })).toEqual(['number_negative@participants']);
  expect(await codes({ women: 2 })).toEqual(['more_than_participants@women']);
  expect(await codes({ women: -2 })).toEqual(['number_negative@women']);
  expect(await codes({ outcomes: '\u2003' })).toEqual(['required@outcomes']);
  expect(await codes({ id: await idOf('East planned') })).toEqual(['activity_planned@id']);
  expect(
    (await step('coordinator', 'markHeld', await idOf('East planned'))).data.markHeld.refusals[0],
  ).toEqual({
    code: 'activity_not_begun',
    field: 'id',
    value: '2027-11-02',
  });
});

test('a step taken twice at the same moment is taken once', async () => {
  const { id } = (await plan('coordinator')).data.planActivity.activity;
  const both = await Promise.all([step('coordinator', 'markHeld', id), step('secretariat', 'markHeld', id)]);
  const codes = both.flatMap((one) =>
    one.data.markHeld.refusals.map((refusal: { code: string }) => refusal.code),
  );
  expect(codes).toEqual(['activity_held']);
});

test('whatever steps are taken, the state is what the table of states says', async () => {
  const ACTS = {
    HOLD: ['markHeld'],
    UNHOLD: ['markNotHeld', 'x'],
    WITHDRAW: ['withdrawActivity', 'x'],
    RESUME: ['resumeActivity'],
    REOPEN: ['reopenReport', 'x'],
  } as const;
  const LEADS_TO: Record<string, string> = {
    HOLD: 'HELD',
    UNHOLD: 'PLANNED',
    WITHDRAW: 'WITHDRAWN',
    RESUME: 'PLANNED',
    REOPEN: 'HELD',
    REPORT: 'REPORTED',
  };
  const take = async (id: string, act: keyof typeof ACTS | 'REPORT') => {
    if (act === 'REPORT')
      return (await report('coordinator', { id, participants: 1, outcomes: 'x', locale: 'en' })).data
        .reportActivity;
    const [name, reason] = ACTS[act];
    return (await step('coordinator', name, id, reason)).data[name];
  };
  const act = fc.constantFrom<(keyof typeof ACTS | 'REPORT')[]>(
    'HOLD',
    'UNHOLD',
    'WITHDRAW',
    'RESUME',
    'REOPEN',
    'REPORT',
  );
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 8 }), async (acts) => {
      let { id, state } = (await plan('coordinator')).data.planActivity.activity as {
        id: string;
        state: keyof typeof POSSIBLE;
      };
      for (const one of acts) {
        const possible = POSSIBLE[state].includes(one);
        const answer = await take(id, one);
        expect(answer.refusals.length === 0).toBe(possible);
        if (possible) {
          expect(answer.activity.state).toBe(LEADS_TO[one]);
          state = answer.activity.state;
        }
      }
    }),
    { numRuns: 15 },
  );
});

describe('who may', () => {
  test('only the region and the network act, and a council on what it hosts in its own region', async () => {
    expect((await plan(null)).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('coordinatorWest')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('former')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('president')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('secretary', { hostId: null })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('secretaryDorna', { hostId: 14 })).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('secretaryBruma')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await plan('secretary')).data.planActivity.refusals).toEqual([]);
    expect((await plan('secretariat', { hostId: null })).data.planActivity.refusals).toEqual([]);
    expect((await plan('secretariat', { hostId: null }, 'TP2024')).data.planActivity.refusals).toEqual([]);
  });

  test('a council cannot hand its activity to another, nor act on one of another', async () => {
    const { id } = (await plan('secretary')).data.planActivity.activity;
    const change =
      'mutation Change($input: ChangePlanInput!) { changePlan(input: $input) { refusals { code } } }';
    const handed = await front.as('secretary', change, { input: { id, plan: { ...PLAN, hostId: 12 } } });
    expect(handed.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(
      (await step('secretaryBruma', 'withdrawActivity', id, 'x')).data.withdrawActivity.refusals[0].code,
    ).toBe('not_found');
    expect(
      (await step('secretaryBruma', 'reopenReport', await idOf('East reported'), 'x')).errors?.[0]?.extensions
        .code,
    ).toBe('FORBIDDEN');
    expect(
      (await step('secretary', 'withdrawActivity', id, 'Postponed')).data.withdrawActivity.refusals,
    ).toEqual([]);
  });

  const SEEN: [string | null, string[]][] = [
    [null, ['East reported', 'West reported']],
    ['finance', ['East reported', 'West reported']],
    ['delegate', ['East planned', 'East reported', 'West reported']],
    ['coordinatorWest', ['East reported', 'West planned', 'West reported']],
    [
      'auditor',
      [
        'East held',
        'East planned',
        'East reported',
        'East unhosted',
        'East withdrawn',
        'Network planned',
        'West planned',
        'West reported',
      ],
    ],
  ];

  test.each(['both layers', 'row security alone', 'guards alone'])(
    'with %s, lists, pages and numbers show what is reported and what an office reaches',
    async (layers) => {
      const other = await openFront({ guards: layers !== 'row security alone' });
      const sql = postgres(other.ownerUrl, { max: 1, onnotice: () => {} });
      if (layers === 'guards alone')
        for (const table of ['activity', 'activity_step'])
          await sql.unsafe(`alter table ${table} disable row level security`);
      const ids = await sql<{ id: string }[]>`select id from activity`;
      const page = '(first: 50, sort: TITLE, descending: false)';
      for (const [person, titles] of SEEN) {
        const { data, errors } = await other.as(
          person,
          `{
          ${ids.map(({ id }, n) => `a${n}: activity(id: "${id}") { title { value } }`).join(' ')}
          programme(code: "TP2024") { open: activities${page} { rows { title { value } } total }
            gone: activities(state: WITHDRAWN) { total rows { title { value } } } activityCount w: activityCount(state: WITHDRAWN) }
          network { activityCounts { count } activityCount w: activityCount(state: WITHDRAWN) } }`,
        );
        expect(errors).toBeUndefined();
        const { network, programme } = data;
        expect(ids.flatMap((_, n) => data[`a${n}`]?.title.value ?? []).sort(), String(person)).toEqual(
          titles,
        );
        const rows = [...programme.open.rows, ...programme.gone.rows];
        expect(rows.map((row: { title: { value: string } }) => row.title.value).sort()).toEqual(titles);
        expect(programme.open.total + programme.gone.total).toBe(titles.length);
        expect(programme.activityCount + programme.w).toBe(titles.length);
        expect(network.activityCount + network.w).toBe(titles.length);
        expect(
          network.activityCounts.reduce((sum: number, one: { count: number }) => sum + one.count, 0),
        ).toBe(programme.open.total);
      }
      await sql.end();
      await other.close();
    },
  );
});

test('every number opens to as many activities as it counts', async () => {
  const { data } = await front.as(
    'secretariat',
    `{ region(code: "EAST") { activityCounts(from: "2025-01-01", until: "2026-01-01") { component state count } } }`,
  );
  expect(data.region.activityCounts.length).toBeGreaterThan(1);
  for (const { component, state, count } of data.region.activityCounts) {
    const { data: opened } = await front.as(
      'secretariat',
      `query R($component: Int, $state: ActivityState) { region(code: "EAST") {
      activityCount(from: "2025-01-01", until: "2026-01-01", component: $component, state: $state)
      activities(component: $component, state: $state, year: 2025) { total } } }`,
      { component, state },
    );
    expect(opened.region).toEqual({ activityCount: count, activities: { total: count } });
  }
});

describe('regional programmes', () => {
  const create = (person: string, change: object = {}) => {
    const input = {
      placeId: 4,
      parentCode: 'TP2024',
      code: 'NORTH-P',
      title: 'Of the North',
      locale: 'en',
      from: '2025-01-01',
      until: '2027-01-01',
      ...change,
    };
    return front.as(
      person,
      'mutation C($input: RegionalProgrammeInput!) { createRegionalProgramme(input: $input) { refusals { code field } programme { code adopted acts { kind } } } }',
      { input },
    );
  };
  const adopt = (person: string, change: object = {}) => {
    const input = { code: 'EAST-P', body: 'Regional committee', locale: 'en', date: '2025-02', ...change };
    return front.as(
      person,
      'mutation A($input: AdoptProgrammeInput!) { adoptProgramme(input: $input) { refusals { code field } programme { adopted acts { kind date } } } }',
      { input },
    );
  };

  test('are made inside a global one, within its years, one at a time', async () => {
    const refused = async (change: object) =>
      (await create('secretariat', change)).data.createRegionalProgramme.refusals;
    expect(await refused({ from: '2023-01-01' })).toEqual([{ code: 'outside_programme', field: 'from' }]);
    expect(await refused({ until: '2030-01-01' })).toEqual([{ code: 'outside_programme', field: 'until' }]);
    expect(await refused({ code: 'EAST-P' })).toEqual([{ code: 'programme_code_taken', field: 'code' }]);
    expect(await refused({ code: 'x' })).toEqual([{ code: 'programme_code_invalid', field: 'code' }]);
    expect(await refused({ placeId: 2 })).toEqual([{ code: 'programme_overlaps', field: 'from' }]);
    expect(await refused({ placeId: 1 })).toEqual([{ code: 'region_needed', field: 'placeId' }]);
    expect(await refused({ parentCode: 'EAST-P' })).toEqual([
      { code: 'programme_unknown', field: 'parentCode' },
    ]);
    expect((await create('coordinator')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect((await create('secretariat')).data.createRegionalProgramme).toEqual({
      refusals: [],
      programme: { code: 'NORTH-P', adopted: false, acts: [{ kind: 'CREATED' }] },
    });
  });

  test('are adopted once, on a date as precise as it is known', async () => {
    for (const date of ['2025-13', '2025-02-30', '25', '2025-2', 'x']) {
      expect((await adopt('president', { date })).data.adoptProgramme.refusals).toEqual([
        { code: 'date_invalid', field: 'date' },
      ]);
    }
    expect((await adopt('president', { date: '2999' })).data.adoptProgramme.refusals).toEqual([
      { code: 'date_in_future', field: 'date' },
    ]);
    expect((await adopt('coordinator')).errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    const both = await Promise.all([adopt('president'), adopt('president')]);
    const refusals = both.flatMap((one) => one.data.adoptProgramme.refusals);
    expect(refusals).toEqual([{ code: 'programme_adopted', field: 'code' }]);
    const { data } = await front.as(null, '{ programme(code: "EAST-P") { adopted acts { kind date } } }');
    expect(data.programme).toEqual({ adopted: true, acts: [{ kind: 'ADOPTED', date: '2025-02' }] });
  });
});
