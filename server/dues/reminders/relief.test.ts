import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
let today = '';
/** The body that the rulebook names for each kind of relief. */
const BODIES: Record<string, string> = {
  waiver: 'committee_of_representatives',
  delay: 'regional_committee',
  plan: 'executive_committee',
};
let keys = 0;
const key = () => `reminders-relief-${++keys}`;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 2, onnotice: () => {} });
  const [clock] = await owner<{ today: string; year: number }[]>`
    select current_date::text as today, extract(year from current_date)::int - 1 as year`;
  today = String(clock?.today);
  await run('assessRegion', `placeId: 1, year: ${clock?.year}`, 'finance');
  // Overdue for forty days, and rules that ask for everything that is.
  await owner`update assessment_balance set due_on = current_date - 40`;
  await owner`update reminder_rule set valid_from = current_date - 60`;
  await owner`update reminder_rule set offset_days = 40 where template = 'overdue'`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function run(act: string, input: string, person: string, fields = '') {
  const { data, errors } = await front.as(
    person,
    `mutation { ${act}(input: { ${input}, idempotencyKey: "${key()}" }) { refusals { code field } ${fields} } }`,
  );
  expect(errors ?? data[act].refusals, act).toEqual([]);
  return data[act];
}

/** Who would be written to about what, up to a day that is so many days ahead. */
async function asked(ahead = 0) {
  const { data } = await front.as(
    'finance',
    `mutation ($upTo: Date) { previewReminders(input: { upTo: $upTo }) { reminders { memberId template forDay reason lines { anchor amount } } } }`,
    { upTo: after(ahead) },
  );
  return (
    data.previewReminders.reminders as {
      memberId: number;
      template: string;
      reason: string | null;
      lines: { anchor: string; amount: string }[];
    }[]
  )
    .filter(({ reason }) => !reason)
    .flatMap(({ memberId, template, lines }) =>
      lines.map(({ anchor, amount }) => ({ memberId, template, anchor, amount })),
    );
}
const after = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

async function relieve(member: number, person: string, kind: string, terms: string) {
  const [row] = await owner<{ id: string }[]>`select id from assessment where member_id = ${member}`;
  const { relief } = await run(
    'askRelief',
    `memberId: ${member}, kind: ${kind}, assessmentIds: ["${row?.id}"], reason: "The drought", ${terms}`,
    person,
    'relief { id }',
  );
  await run(
    'grantRelief',
    `reliefId: "${relief.id}", body: "${BODIES[kind]}", decidedOn: "${today}", resolution: "CR-9"`,
    'secretariat',
  );
}

test('without relief, each is reminded of what is overdue', async () => {
  expect((await asked()).map(({ memberId, template }) => `${memberId} ${template}`)).toEqual([
    '11 overdue',
    '12 overdue',
    '14 overdue',
  ]);
});

test('a request for relief stops no reminder; the preview says since when it waits, until it is decided', async () => {
  const [row] = await owner<{ id: string }[]>`select id from assessment where member_id = 14`;
  const { relief } = await run(
    'askRelief',
    `memberId: 14, kind: waiver, assessmentIds: ["${row?.id}"], reason: "The drought", terms: {}`,
    'secretaryDorna',
    'relief { id }',
  );
  const waiting = async () => {
    const { data } = await front.as(
      'finance',
      'mutation { previewReminders(input: {}) { reminders { memberId reason reliefAskedOn } } }',
    );
    const { reminders } = data.previewReminders as {
      reminders: { memberId: number; reason: string | null; reliefAskedOn: string | null }[];
    };
    return reminders
      .filter(({ reason }) => !reason)
      .map(({ memberId, reliefAskedOn }) => [memberId, reliefAskedOn]);
  };
  expect(await waiting()).toEqual([
    [11, null],
    [12, null],
    [14, today],
  ]);
  await run('withdrawRelief', `reliefId: "${relief.id}", reason: "The rain came"`, 'secretaryDorna');
  expect(await waiting()).toContainEqual([14, null]);
});

test('dues that were waived are not asked for', async () => {
  await relieve(12, 'secretaryBruma', 'waiver', 'terms: {}');
  expect((await asked()).map(({ memberId }) => memberId)).toEqual([11, 14]);
});

test('dues that were put off are reminded of before the new day, and not after the old one', async () => {
  await relieve(14, 'secretaryDorna', 'delay', `terms: { dueOn: "${after(30)}" }`);
  const now = await asked();
  expect(now.filter(({ memberId }) => memberId === 14)).toEqual([
    expect.objectContaining({ template: 'due_soon', anchor: after(30) }),
  ]);
  const later = await asked(25);
  expect(later.filter(({ memberId }) => memberId === 14).map(({ template }) => template)).toEqual([
    'due_soon',
    'due_soon',
  ]);
});

test('a plan is reminded of by its instalments; one that is paid is not asked for, one that is late is', async () => {
  await relieve(11, 'treasurer', 'plan', `terms: { instalments: 4, firstOn: "${after(5)}", everyMonths: 1 }`);
  const instalments = await owner<{ due: string; amount: string }[]>`
    select due_on::text as due, amount::text from relief_instalment order by number`;
  expect(instalments).toHaveLength(4);
  const [first, second] = instalments;
  const soon = (await asked()).filter(({ memberId }) => memberId === 11);
  expect(soon).toEqual([{ memberId: 11, template: 'due_soon', anchor: first?.due, amount: first?.amount }]);
  const amount = (Number(first?.amount) / 100).toFixed(2);
  await run(
    'recordPayment',
    `memberId: 11, amount: "${amount}", currency: "USD", receivedOn: "${today}", method: cash`,
    'finance',
  );
  expect((await asked()).filter(({ memberId, anchor }) => memberId === 11 && anchor === first?.due)).toEqual(
    [],
  );
  const secret = (
    await front.as('treasurer', 'mutation { makeCalendar(placeId: 11, locale: en, label: "x") { secret } }')
  ).data.makeCalendar.secret;
  const calendar = await front.api.app.inject({ url: `/calendar/${secret}.ics` });
  expect(calendar.body.match(/SUMMARY:Dues for \d+: an instalment is due/g)).toHaveLength(3);
  expect(calendar.body.match(/SUMMARY:Dues for \d+: an instalment \(paid\)/g)).toHaveLength(1);
  expect(calendar.body).toContain(`DTSTART;VALUE=DATE:${second?.due.replaceAll('-', '')}`);
  // The second falls due and is not paid: forty days later it is overdue, while the debt as a whole is not asked for.
  await owner`alter table relief_instalment disable trigger user`;
  await owner`update relief_instalment set due_on = current_date - 40 where number = 2`;
  expect((await asked()).filter(({ memberId }) => memberId === 11)).toEqual([
    { memberId: 11, template: 'overdue', anchor: after(-40), amount: second?.amount },
  ]);
});
