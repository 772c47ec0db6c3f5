import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import type { Plan } from '../plan.ts';
import { rulesOf } from '../rulebook.ts';
import { issue } from '../run.ts';

let front: Front;
let owner: postgres.Sql;
let today: string;
let year: number;

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [clock] = await owner<{ today: string }[]>`select current_date::text as today`;
  today = String(clock?.today);
  year = Number(today.slice(0, 4));
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

let keys = 0;
const key = () => `years-${++keys}-${process.pid}`;
const INPUTS: Record<string, string> = { revokeRelief: 'EndReliefInput' };
async function act(person: string, name: string, input: object, fields: string) {
  const type = INPUTS[name] ?? `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
  const { data, errors } = await front.as(
    person,
    `mutation M($input: ${type}!) { ${name}(input: $input) { refusals { code field value } ${fields} } }`,
    { input },
  );
  expect(errors).toBeUndefined();
  return data[name];
}
const RELIEF = 'relief { id state years effect expiresOn assessments { year reduced } }';
const ask = (input: object, person = 'treasurer') =>
  act(
    person,
    'askRelief',
    {
      memberId: 11,
      kind: 'reduction',
      assessmentIds: [],
      reason: 'The drought',
      idempotencyKey: key(),
      ...input,
    },
    RELIEF,
  );
const grant = (reliefId: string, input: object = {}) =>
  act(
    'secretariat',
    'grantRelief',
    {
      reliefId,
      body: 'committee_of_representatives',
      decidedOn: today,
      resolution: 'CR-7',
      idempotencyKey: key(),
      ...input,
    },
    RELIEF,
  );
const balance = (member: number, of: number) => owner<{ asked: string; reduced: string; open: string }[]>`
  select sum(amount - reduced)::text as asked, sum(reduced)::text as reduced, sum(outstanding)::text as open
  from assessment_balance where member_id = ${member} and year = ${of}`;
const differences = () => owner`select * from app.ledger_differences()`;

describe('relief for dues to come', () => {
  test('is asked by share, for this year and the next five, once for a year, within the rulebook’s limits', async () => {
    const refused = async (input: object) => (await ask(input)).refusals;
    const terms = { share: '50%' };
    expect(await refused({ terms })).toMatchObject([{ code: 'required', field: 'assessmentIds' }]);
    expect(await refused({ years: [year], terms: { amount: '100.00' } })).toMatchObject([
      { code: 'relief_share_ahead', field: 'amount' },
    ]);
    expect(await refused({ years: [year], terms: { share: '80%' } })).toMatchObject([
      { code: 'relief_beyond_limits', field: 'share' },
    ]);
    expect(await refused({ years: [year + 6], terms })).toMatchObject([
      { code: 'relief_year_range', field: 'years', value: String(year + 6) },
    ]);
    expect(
      await refused({ kind: 'delay', years: [year], terms: { dueOn: `${year + 1}-06-30` } }),
    ).toMatchObject([{ code: 'relief_kind_not_ahead', field: 'years' }]);
  });

  test('takes effect when a run asks for the year: seen in the dry run, held against what it showed, booked and frozen', async () => {
    const asked = await ask({ years: [year, year + 1], terms: { share: '50%' } });
    expect(asked.refusals).toEqual([]);
    expect((await ask({ years: [year], terms: { share: '20%' } })).refusals).toMatchObject([
      { code: 'relief_year_taken', field: 'years', value: String(year) },
    ]);
    const granted = await grant(asked.relief.id);
    expect(granted.relief).toMatchObject({
      state: 'granted',
      years: [year, year + 1],
      effect: '0',
      expiresOn: `${year + 1}-12-31`,
      assessments: [],
    });
    const preview = await act(
      'finance',
      'previewDues',
      { placeId: 2, year, memberIds: [11, 12] },
      'count total relieved lines { memberId amount warnings relief { reliefId kind resolution takesOff why } }',
    );
    const line = preview.lines.find((one: { memberId: number }) => one.memberId === 11);
    const half = BigInt(line.amount) / 2n;
    expect(line.relief).toMatchObject({
      reliefId: asked.relief.id,
      kind: 'reduction',
      resolution: 'CR-7',
      takesOff: half.toString(),
      why: { no: '3.5.2' },
    });
    expect(line.warnings).toContainEqual({ code: 'relief', detail: half.toString() });
    expect(preview.relieved).toBe(half.toString());
    const run = (expectedRelief: string | null) =>
      act(
        'finance',
        'issueDues',
        {
          placeId: 2,
          year,
          memberIds: [11, 12],
          expectedCount: preview.count,
          expectedTotal: preview.total,
          expectedRelief,
          idempotencyKey: key(),
        },
        'run { count }',
      );
    expect((await run('0')).refusals).toMatchObject([{ code: 'run_relief_changed' }]);
    expect((await run(preview.relieved)).run).toEqual({ count: 2 });
    const [owed] = await balance(11, year);
    expect(owed).toEqual({ asked: half.toString(), reduced: half.toString(), open: half.toString() });
    const { data } = await front.as(
      'treasurer',
      `{ relief(id: "${asked.relief.id}") { effect assessments { year reduced outstanding } }
        member(id: 11) { statement(first: 5) { rows { kind reason change } } assessments { warnings } } }`,
    );
    expect(data.relief).toEqual({
      effect: half.toString(),
      assessments: [{ year, reduced: half.toString(), outstanding: half.toString() }],
    });
    expect(data.member.statement.rows).toContainEqual({
      kind: 'reduction',
      reason: 'CR-7',
      change: `-${half}`,
    });
    expect(data.member.assessments[0].warnings).toContainEqual({ code: 'relief', detail: half.toString() });
    expect((await ask({ years: [year], terms: { share: '20%' } })).refusals).toMatchObject([
      { code: 'relief_year_assessed' },
    ]);
    expect(await differences()).toEqual([]);
  });

  test('revoked, what it took off is asked again, and later years are asked in full', async () => {
    const [{ relief } = { relief: '' }] = await owner<{ relief: string }[]>`
      select relief_id as relief from relief_year where member_id = 11 and year = ${year}`;
    await act(
      'secretariat',
      'revokeRelief',
      { reliefId: relief, reason: 'It rained', idempotencyKey: key() },
      'relief { state }',
    );
    const [owed] = await balance(11, year);
    expect(owed?.reduced).toBe('0');
    const [left] = await owner`select count(*)::int as n from relief_year y
      join app.reliefs(current_date) r on r.relief_id = y.relief_id and r.in_force`;
    expect(left).toEqual({ n: 0 });
    expect(await differences()).toEqual([]);
  });

  test('granted after the year was assessed meanwhile, it takes effect at once', async () => {
    const asked = await ask({ memberId: 14, kind: 'waiver', years: [year] }, 'secretaryDorna');
    expect(asked.refusals).toEqual([]);
    await act('finance', 'assessRegion', { placeId: 3, year, idempotencyKey: key() }, 'run { count }');
    const before = (await balance(14, year))[0];
    expect(BigInt(before?.open ?? '0')).toBeGreaterThan(0n);
    expect((await grant(asked.relief.id)).refusals).toEqual([]);
    expect((await balance(14, year))[0]).toEqual({ asked: '0', reduced: before?.asked, open: '0' });
    expect(await differences()).toEqual([]);
  });
});

test('whatever differences follow, a relief leaves what it leaves of the whole year, and the ledger carries it', async () => {
  const story = fc.record({
    share: fc.integer({ min: 1, max: 9 }),
    first: fc.integer({ min: 20_000, max: 900_000 }),
    more: fc.array(
      fc.integer({ min: -3, max: 5 }).filter((n) => n !== 0),
      { maxLength: 5 },
    ),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ share, first, more }) => {
      await owner
        .begin(async (sql) => {
          const [made] = await sql<
            { id: string }[]
          >`insert into relief (member_id, region_id, kind, currency, share, reason)
            values (16, 4, 'reduction', 'USD', ${`${share}/12`}, 'test') returning id`;
          const relief = String(made?.id);
          await sql`insert into relief_year (relief_id, member_id, region_id, year) values (${relief}, 16, 4, ${year})`;
          await sql`insert into relief_step (relief_id, member_id, region_id, kind, share, body, resolution, expires_on, rulebook, version, article, why)
            values (${relief}, 16, 4, 'granted', ${`${share}/12`}, 'x', 'R', ${`${year}-12-31`}, 'ninefold-demonstration', 1, '3.5.1', '{}')`;
          const rules = await rulesOf(sql, year);
          const calculation = (amount: bigint) => ({
            ...{ amount, dueOn: today, article: '3.1', facts: [], warnings: [] },
            why: () => null,
          });
          const run = (amount: bigint, difference?: { amount: bigint; corrects: string; causes: [] }) => {
            const one = calculation(amount);
            const recipient = { member: 16, name: 'Fjord Council' };
            const lines = [
              { recipient, region: 4, calculation: one, warnings: [], ...(difference ? { difference } : {}) },
            ];
            const plan: Plan = { lines, leftOut: [], calculations: [one] };
            const of = { year, region: null, ...(difference ? { reason: 'corrected' } : {}) };
            return issue(sql, rules, plan, of, today, null);
          };
          let total = BigInt(first);
          await run(total);
          const [{ id } = { id: '' }] = await sql<
            { id: string }[]
          >`select id from assessment where member_id = 16 and year = ${year}`;
          await expectLeft(sql, total, share);
          for (const step of more) {
            const [{ left } = { left: '0' }] = await sql<{ left: string }[]>`
              select (amount - reduced)::text as left from assessment_balance where assessment_id = ${id}`;
            const by = (BigInt(first) * BigInt(step)) / 10n;
            if (by === 0n || -by >= BigInt(left)) continue;
            total += by;
            await run(total, { amount: by, corrects: id, causes: [] });
            await expectLeft(sql, total, share);
          }
          expect(await sql`select * from app.ledger_differences()`).toEqual([]);
          throw new Undone();
        })
        .catch((error: unknown) => {
          if (!(error instanceof Undone)) throw error;
        });
    }),
    { numRuns: 15 },
  );
}, 120_000);

/** Ends a transaction whose traces are not wanted. */
class Undone extends Error {}

async function expectLeft(sql: postgres.TransactionSql, total: bigint, share: number): Promise<void> {
  const [asked] = await sql<{ left: string }[]>`
    select sum(amount - reduced)::text as left from assessment_balance where member_id = 16 and year = ${year}`;
  const exact = total * BigInt(12 - share);
  const left = BigInt(String(asked?.left));
  // To the cent, whichever way the rulebook rounds; and never below its minimum of 50 dollars.
  const floor = total < 5000n ? total : 5000n;
  if (left === floor && exact <= floor * 12n) return;
  const off = left * 12n - exact;
  expect(off > -12n && off < 12n, `${left} of ${total} less ${share}/12`).toBe(true);
}
