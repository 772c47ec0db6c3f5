import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
/** The year of dues that the tests are about: the present one, so that a window can be open today. */
let year: number;
let today: string;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [now] = await owner<{ year: number; today: string }[]>`
    select extract(year from current_date)::int as year, current_date::text as today`;
  year = now?.year ?? 0;
  today = now?.today ?? '';
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const SELECTION =
  'refusals { code field value } declaration { id figures confirmed declaredAs reason declaredBy { name } }';
const STANDING =
  'state late deadline counts { id figures } history { reason figures } extensions { until reason } determined { fact value } years { year state }';

let keys = 0;
const key = () => `declare-${++keys}-${process.pid}`;
const figures = (members: string, income: string, employees = '') => [
  { fact: 'members', value: members },
  { fact: 'income', value: income },
  { fact: 'employees', value: employees },
];

async function run(
  person: string,
  name: string,
  input: Record<string, unknown>,
  selection: string,
  // biome-ignore lint/suspicious/noExplicitAny: a test looks at what it asked for
): Promise<any> {
  const type = `${name[0]?.toUpperCase()}${name.slice(1)}Input`;
  const answer = await front.as(
    person,
    `mutation M($input: ${type}!) { ${name}(input: $input) { ${selection} } }`,
    { input },
  );
  if (answer.errors) throw new Error(JSON.stringify(answer.errors));
  return answer.data[name];
}

const declare = (person: string, input: Record<string, unknown>) =>
  run(
    person,
    'declareFacts',
    { memberId: 11, year, attested: true, idempotencyKey: key(), ...input },
    SELECTION,
  );
const correct = (person: string, input: Record<string, unknown>) =>
  run(person, 'correctDeclaration', { attested: true, idempotencyKey: key(), ...input }, SELECTION);
const codes = (answer: { refusals: { code: string; field: string | null }[] }) =>
  answer.refusals.map(({ code, field }) => (field ? `${code} at ${field}` : code));

async function standing(person: string, member: number, of = year, asOf: string | null = null) {
  const { data, errors } = await front.as(
    person,
    `query S($id: Int!, $year: Int!, $asOf: Date) { member(id: $id, asOf: $asOf) { declaration(year: $year) { ${STANDING} } } }`,
    { id: member, year: of, asOf },
  );
  expect(errors).toBeUndefined();
  return data.member.declaration;
}

async function setWindow(opensOn: string, closesOn: string, of = year) {
  return run(
    'secretariat',
    'setDeclarationWindow',
    { year: of, opensOn, closesOn },
    'refusals { code field } window { year opensOn closesOn state setBy { name } earlier { closesOn } }',
  );
}

test('what is asked comes from the rulebook: its declared facts with their labels and help in the reader’s language', async () => {
  const { data } = await front.as(
    null,
    'query F { factsAsked(year: 2024) { name type unit optional min label { value locale } help { value } } }',
  );
  expect(data.factsAsked.map((one: { name: string; optional: boolean }) => [one.name, one.optional])).toEqual(
    [
      ['members', false],
      ['income', false],
      ['employees', true],
    ],
  );
  expect(data.factsAsked[0]).toMatchObject({
    type: 'integer',
    unit: 'person',
    min: '0',
    label: { value: 'number of members', locale: 'en' },
  });
});

describe('a window', () => {
  test('is set by the secretariat, dated; what makes no window is refused; nobody declares without one or before it', async () => {
    expect(codes(await declare('secretary', { figures: figures('900', '5000') }))).toEqual([
      'declaration_no_window at year',
    ]);
    expect(codes(await setWindow(today, '2020-01-01'))).toEqual(['until_before_from at closesOn']);
    expect(codes(await setWindow('2020-01-01', '2020-02-01'))).toEqual(['window_far_from_year at opensOn']);
    expect(codes(await setWindow(today, today, year + 2))).toEqual(['year_too_far at year']);
    const coming = await setWindow(`${year + 1}-02-01`, `${year + 1}-03-31`);
    expect(coming.window).toMatchObject({
      year,
      state: 'upcoming',
      earlier: [],
      setBy: { name: 'secretariat' },
    });
    expect(codes(await declare('secretary', { figures: figures('900', '5000') }))).toEqual([
      'declaration_not_open at year',
    ]);
    expect((await standing('secretary', 11)).state).toBe('awaited');
    const open = await setWindow(`${year}-01-01`, `${year + 1}-03-31`);
    expect(open.window).toMatchObject({ state: 'open', earlier: [{ closesOn: `${year + 1}-03-31` }] });
    expect(codes(await setWindow(`${year}-01-01`, `${year + 1}-03-31`))).toEqual([
      'nothing_changed at opensOn',
    ]);
  });
});

describe('a declaration', () => {
  test('is submitted whole: every fault is named at its fact, and nothing is kept', async () => {
    const faulty = await declare('secretary', {
      figures: [...figures('12.5', '-1', '1/2'), { fact: 'weather', value: 'fine' }],
    });
    expect(codes(faulty)).toEqual([
      'fact_unknown at weather',
      'fact_value at income',
      'fact_value at members',
      'fact_value at employees',
    ]);
    expect(codes(await declare('secretary', { figures: [] }))).toEqual([
      'required at income',
      'required at members',
    ]);
    expect(codes(await declare('secretary', { figures: figures('900', '5000'), attested: false }))).toEqual([
      'attestation_required at attested',
    ]);
    expect(await owner`select 1 from declaration`).toHaveLength(0);
  });

  test('is in time, says who declared it in which office, and is made once; sent twice it is one', async () => {
    const input = { figures: figures('900', '5000.50'), idempotencyKey: key() };
    const first = await declare('secretary', input);
    expect(first.refusals).toEqual([]);
    expect(first.declaration).toMatchObject({
      figures: { members: '900', income: '5000.50' },
      confirmed: [],
      declaredAs: 'council_secretary',
      declaredBy: { name: 'secretary' },
      reason: null,
    });
    expect((await declare('secretary', input)).declaration.id).toBe(first.declaration.id);
    expect(codes(await declare('secretary', { figures: figures('901', '1') }))).toEqual([
      'already_declared at year',
    ]);
    expect(await standing('secretary', 11)).toMatchObject({
      state: 'declared',
      late: false,
      deadline: `${year + 1}-03-31`,
      history: [{ reason: null }],
    });
  });

  test('is declared by its own council alone', async () => {
    const { errors } = await front.as(
      'secretaryDorna',
      'mutation M($input: DeclareFactsInput!) { declareFacts(input: $input) { refusals { code } } }',
      { input: { memberId: 11, year, figures: [], attested: true, idempotencyKey: key() } },
    );
    expect(errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(await standing('secretaryDorna', 11)).toBeNull();
    expect(await standing('coordinatorWest', 11)).toBeNull();
    expect(await standing('coordinator', 11)).toMatchObject({ state: 'declared' });
  });

  test('of figures far from the year before is refused once, and taken when that is confirmed', async () => {
    await owner`insert into declaration (member_id, region_id, year, figures, declared_as, declared_at)
      values (12, 2, ${year - 1}, ${owner.json({ members: '100', income: '1000' })}, 'council_treasurer', ${`${year - 1}-01-10`})`;
    const odd = await declare('both', { memberId: 12, figures: figures('121', '800', '0') });
    expect(odd.refusals).toEqual([
      { code: 'figure_changed_much', field: 'members', value: '100' },
      { code: 'figure_zero', field: 'employees', value: null },
    ]);
    expect(await standing('both', 12)).toMatchObject({ state: 'awaited' });
    const half = await declare('both', {
      memberId: 12,
      figures: figures('121', '800', '0'),
      confirmed: ['members'],
    });
    expect(codes(half)).toEqual(['figure_zero at employees']);
    const done = await declare('both', {
      memberId: 12,
      figures: figures('121', '800', '0'),
      confirmed: ['members', 'employees'],
    });
    expect(done.declaration).toMatchObject({
      declaredAs: 'council_treasurer',
      confirmed: [
        { code: 'figure_changed_much', fact: 'members', before: '100' },
        { code: 'figure_zero', fact: 'employees' },
      ],
    });
  });

  test('is corrected with a reason; both stay, the latest before a date counts, and nobody corrects an old one', async () => {
    const { counts } = await standing('secretary', 11);
    const input = {
      declarationId: counts.id,
      figures: figures('950', '5000.50'),
      reason: 'One branch was missing',
    };
    expect(codes(await correct('secretary', { ...input, reason: ' ' }))).toEqual(['required at reason']);
    expect(codes(await correct('secretary', { ...input, figures: figures('900', '5000.50') }))).toEqual([
      'nothing_changed at figures',
    ]);
    const done = await correct('secretary', input);
    expect(done.declaration).toMatchObject({ figures: { members: '950' }, reason: 'One branch was missing' });
    expect(codes(await correct('secretary', input))).toEqual(['declaration_changed at declarationId']);
    expect(await standing('secretary', 11)).toMatchObject({
      state: 'corrected',
      late: false,
      counts: { figures: { members: '950' } },
      history: [{ figures: { members: '950' } }, { figures: { members: '900' } }],
    });
    await expect(owner`update declaration set figures = '{}'`).rejects.toThrow('append_only');
    await expect(owner`delete from declaration`).rejects.toThrow('append_only');
  });

  test('two corrections at once: one of them wins, the other is told', async () => {
    const { counts } = await standing('both', 12);
    const answers = await Promise.all(
      ['122', '123'].map((members) =>
        correct('both', {
          declarationId: counts.id,
          figures: figures(members, '800', '0'),
          confirmed: ['members', 'employees'],
          reason: 'Counted again',
        }),
      ),
    );
    expect(answers.map((one) => codes(one).join()).sort()).toEqual([
      '',
      'declaration_changed at declarationId',
    ]);
  });
});

describe('time', () => {
  test('what was known on an earlier day is answered for that day', async () => {
    await owner`insert into declaration_window (year, opens_on, closes_on, set_at) values (2023, '2022-10-01', '2023-01-31', '2022-09-01')`;
    const [first] = await owner<{ id: string }[]>`
      insert into declaration (member_id, region_id, year, figures, declared_as, declared_at)
      values (14, 3, 2023, '{"members": "70"}', 'council_secretary', '2023-02-10') returning id`;
    await owner`insert into declaration (member_id, region_id, year, figures, declared_as, declared_at, corrects, reason)
      values (14, 3, 2023, '{"members": "75"}', 'council_secretary', '2023-05-01', ${String(first?.id)}, 'counted again')`;
    const on = async (day: string) => {
      const { state, late, counts } = await standing('secretaryDorna', 14, 2023, day);
      return [state, late, counts?.figures.members ?? null];
    };
    expect(await on('2022-08-01')).toEqual(['none', false, null]);
    expect(await on('2023-01-31')).toEqual(['awaited', false, null]);
    expect(await on('2023-02-01')).toEqual(['missing', false, null]);
    expect(await on('2023-02-10')).toEqual(['late', true, '70']);
    expect(await on('2023-04-30')).toEqual(['late', true, '70']);
    expect(await on('2023-05-01')).toEqual(['corrected', true, '75']);
  });

  test('a member with more time is not late; only more time can be given, with a reason', async () => {
    const extend = (input: Record<string, unknown>) =>
      run(
        'coordinatorWest',
        'extendDeclaration',
        { memberId: 15, year: 2023, ...input },
        `refusals { code field } member { declaration(year: 2023) { ${STANDING} } }`,
      );
    expect((await standing('coordinatorWest', 15, 2023)).state).toBe('missing');
    expect(codes(await extend({ until: '2023-01-31', reason: 'Flood' }))).toEqual([
      'extension_not_later at until',
    ]);
    expect(codes(await extend({ until: `${year + 1}-01-31`, reason: '' }))).toEqual(['required at reason']);
    const { member } = await extend({ until: `${year + 1}-01-31`, reason: 'Flood' });
    expect(member.declaration).toMatchObject({
      state: 'awaited',
      deadline: `${year + 1}-01-31`,
      extensions: [{ reason: 'Flood' }],
    });
  });

  test('the secretariat may determine what is missing, and that is no declaration', async () => {
    const done = await run(
      'secretariat',
      'determineFact',
      { memberId: 16, year: 2023, fact: 'members', value: '40', reason: 'Annual report 2022' },
      'refusals { code }',
    );
    expect(done.refusals).toEqual([]);
    expect(await standing('secretariat', 16, 2023)).toMatchObject({
      state: 'determined',
      counts: null,
      determined: [{ fact: 'members', value: '40' }],
    });
  });

  test('nothing is asked of whoever was no member when the window closed', async () => {
    await owner`insert into declaration_window (year, opens_on, closes_on, set_at) values (2016, '2015-10-01', '2016-01-31', '2015-09-01')`;
    expect((await standing('secretariat', 15, 2016)).state).toBe('none');
    expect((await standing('secretariat', 14, 2016)).state).toBe('missing');
  });
});

test('the grid of a region tells who stands where, filtered and counted, to those who read its dues', async () => {
  const query = `query G($year: Int!, $state: DeclarationState) { region(code: "WEST") {
    declarations(year: $year, state: $state) { total rows { state member { id } years { year state } } }
    declarationTotals(year: $year) { asked awaited missing determined declared late corrected } } }`;
  const grid = async (person: string, state: string | null = null) =>
    (await front.as(person, query, { year: 2023, state })).data.region;
  const west = await grid('coordinatorWest');
  expect(
    west.declarations.rows.map((row: { member: { id: number }; state: string }) => [
      row.member.id,
      row.state,
    ]),
  ).toEqual([
    [14, 'corrected'],
    [15, 'awaited'],
  ]);
  expect(west.declarations.rows[0].years).toEqual([
    { year: 2016, state: 'missing' },
    { year: 2023, state: 'corrected' },
  ]);
  expect(west.declarationTotals).toEqual({
    asked: 2,
    awaited: 1,
    missing: 0,
    determined: 0,
    declared: 0,
    late: 0,
    corrected: 1,
  });
  expect((await grid('coordinatorWest', 'awaited')).declarations.total).toBe(1);
  const other = await grid('coordinator');
  expect(other.declarations.rows).toEqual([]);
  expect(other.declarationTotals).toBeNull();
  const network = await front.as(
    'finance',
    'query N { network { declarationTotals(year: 2023) { asked determined } declarations(year: 2023, sort: STATE) { rows { state } } } }',
  );
  expect(network.data.network.declarationTotals).toEqual({ asked: 7, determined: 1 });
});
