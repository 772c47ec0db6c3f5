import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
let today = '';
const BODIES = {
  waiver: 'committee_of_representatives',
  delay: 'regional_committee',
  plan: 'executive_committee',
};
let keys = 0;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
  for (const year of [2022, 2023]) await run('assessRegion', `placeId: 1, year: ${year}`, 'finance');
  // Overdue for forty days.
  await owner`update assessment_balance set due_on = current_date - 40`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function run(act: string, input: string, person: string, fields = '') {
  const { data, errors } = await front.as(
    person,
    `mutation { ${act}(input: { ${input}, idempotencyKey: "aged-relief-${++keys}" }) { refusals { code field } ${fields} } }`,
  );
  expect(errors ?? data[act].refusals, act).toEqual([]);
  return data[act];
}

async function relieve(
  member: number,
  year: number,
  person: string,
  kind: keyof typeof BODIES,
  terms: string,
) {
  const [row] = await owner<{ id: string; amount: string }[]>`
    select assessment_id as id, amount::text from assessment_balance where member_id = ${member} and year = ${year}`;
  const { relief } = await run(
    'askRelief',
    `memberId: ${member}, kind: ${kind}, assessmentIds: ["${row?.id}"], reason: "The drought", terms: { ${terms} }`,
    person,
    'relief { id }',
  );
  const grant = `reliefId: "${relief.id}", body: "${BODIES[kind]}", decidedOn: "${today}", resolution: "CR-9"`;
  await run('grantRelief', grant, 'secretariat');
  return BigInt(row?.amount ?? 0);
}

type Ages = Record<'notDue' | 'upTo30' | 'upTo90' | 'upTo365' | 'older' | 'total', string>;
const AGES = 'notDue upTo30 upTo90 upTo365 older total';

/** What is open by age: of each member, and of all regions together. */
async function aged(day = today) {
  const { data } = await front.as(
    'finance',
    `{ network(asOf: "${day}") { agedReceivables { ${AGES} } agedMembers(first: 100) { rows { member { id } ${AGES} } } } }`,
  );
  const { agedReceivables, agedMembers } = data.network as {
    agedReceivables: Ages[];
    agedMembers: { rows: (Ages & { member: { id: number } })[] };
  };
  const sum = (rows: Ages[], age: keyof Ages) => rows.reduce((all, one) => all + BigInt(one[age]), 0n);
  for (const age of AGES.split(' ') as (keyof Ages)[])
    expect(sum(agedReceivables, age)).toBe(sum(agedMembers.rows, age));
  return (member: number) => agedMembers.rows.find((one) => one.member.id === member);
}
const after = (days: number) => new Date(Date.parse(today) + days * 86_400_000).toISOString().slice(0, 10);

test('what is waived is open at no age; what is put off is as old as its new day', async () => {
  const before = await aged();
  const owed = BigInt(before(12)?.upTo90 ?? 0);
  expect([before(12)?.total, before(14)?.notDue]).toEqual([String(owed), '0']);
  const waived = await relieve(12, 2022, 'secretaryBruma', 'waiver', '');
  expect(waived).toBeGreaterThan(0n);
  const put = await relieve(14, 2023, 'secretaryDorna', 'delay', `dueOn: "${after(30)}"`);
  const now = await aged();
  expect(now(12)).toMatchObject({ upTo90: String(owed - waived), total: String(owed - waived) });
  const overdue = BigInt(before(14)?.upTo90 ?? 0);
  expect(now(14)).toMatchObject({
    notDue: String(put),
    upTo90: String(overdue - put),
    total: String(before(14)?.total),
  });
  const later = await aged(after(40));
  expect(later(14)).toMatchObject({ notDue: '0', upTo30: String(put), upTo90: String(overdue - put) });
});

test('a plan that is kept is not late; the debt of one that was ended is as old as it was', async () => {
  const before = await aged();
  const debt = await relieve(
    11,
    2022,
    'treasurer',
    'plan',
    `instalments: 4, firstOn: "${after(5)}", everyMonths: 1`,
  );
  const overdue = BigInt(before(11)?.upTo90 ?? 0);
  expect((await aged())(11)).toMatchObject({ notDue: String(debt), upTo90: String(overdue - debt) });
  const [plan] = await owner<{ id: string }[]>`select id from relief where kind = 'plan'`;
  await run('revokeRelief', `reliefId: "${plan?.id}", reason: "Given up"`, 'secretariat');
  expect((await aged())(11)).toMatchObject({ notDue: '0', upTo90: String(overdue) });
});
