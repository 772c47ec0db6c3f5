import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AFFILIATES } from '../../membership/world.ts';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
let year: number;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const [now] = await owner<{ year: number }[]>`select extract(year from current_date)::int as year`;
  year = Number(now?.year);
  await owner`insert into declaration_window (year, opens_on, closes_on) values (${year}, current_date - 30, current_date + 30)`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const COUNTS = 'registerCounts { fact what day counted unknown }';
const declaration = async (person: string) =>
  (
    await front.as(
      person,
      `{ member(id: 11) { declaration(year: ${year}) { ${COUNTS} counts { figures ${COUNTS} } history { ${COUNTS} } } } }`,
    )
  ).data.member.declaration;
const size = (affiliate: string, persons: number, day: string) =>
  front.as(
    'secretary',
    `mutation { recordAffiliateSize(input: { id: "${affiliate}", persons: ${persons}, day: "${day}" }) { refusals { code } } }`,
  );
const count = (counted: number, unknown: number) => ({
  fact: 'members',
  what: 'persons',
  day: `${year - 1}-12-31`,
  counted,
  unknown,
});

test('the register proposes what the rulebook counts from it, on the day it names', async () => {
  expect((await declaration('treasurer')).registerCounts).toEqual([count(40, 1)]);
  await size(AFFILIATES[1].id, 25, `${year - 1}-12-31`);
  // What is known of a later day does not count for an earlier one.
  await size(AFFILIATES[0].id, 900, `${year}-01-01`);
  expect((await declaration('treasurer')).registerCounts).toEqual([count(65, 0)]);
  expect((await declaration('coordinator')).registerCounts).toEqual([count(65, 0)]);
  expect((await declaration('finance')).registerCounts).toEqual([]);
});

test('what the register counted stays with the declaration, as known then; a correction has its own', async () => {
  const declared = await front.as(
    'treasurer',
    'mutation D($input: DeclareFactsInput!) { declareFacts(input: $input) { refusals { code field } declaration { id } } }',
    {
      input: {
        memberId: 11,
        year,
        figures: [
          { fact: 'members', value: '65' },
          { fact: 'income', value: '1000' },
        ],
        attested: true,
        idempotencyKey: 'register-counts-1',
      },
    },
  );
  expect(declared.data.declareFacts.refusals).toEqual([]);
  await size(AFFILIATES[1].id, 30, `${year - 1}-12-31`);
  const now = await declaration('finance');
  expect(now.counts.registerCounts).toEqual([count(65, 0)]);
  expect((await declaration('treasurer')).registerCounts).toEqual([count(70, 0)]);
  await front.as(
    'treasurer',
    'mutation C($input: CorrectDeclarationInput!) { correctDeclaration(input: $input) { refusals { code field } } }',
    {
      input: {
        declarationId: declared.data.declareFacts.declaration.id,
        figures: [
          { fact: 'members', value: '70' },
          { fact: 'income', value: '1000' },
        ],
        attested: true,
        reason: 'One figure came late',
        idempotencyKey: 'register-counts-2',
      },
    },
  );
  const after = await declaration('treasurer');
  expect(after.counts).toMatchObject({ figures: { members: '70' }, registerCounts: [count(70, 0)] });
  expect(after.history.map((one: { registerCounts: unknown[] }) => one.registerCounts)).toEqual([
    [count(70, 0)],
    [count(65, 0)],
  ]);
});
