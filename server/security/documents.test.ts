import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront, tokenOf } from '../test/client.ts';

let front: Front;
let token = '';
beforeAll(async () => {
  front = await openFront();
  token = await tokenOf(front, 'secretary', 11, ['offices.read']);
});
afterAll(() => front.close());

type Answer = { status: number; body: string; data: never; errors?: { extensions: { code: string } }[] };

async function send(payload: object, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await front.api.app.inject({ method: 'POST', url: '/graphql', payload, headers });
  return { status: answer.statusCode, body: answer.body, ...answer.json() };
}
const outside = (query: string, variables: object = {}) =>
  send({ query, variables }, { authorization: `Bearer ${token}` });
/** The same document by both ways in: as one of the web's, compiled, and as an outside program's, interpreted. */
const bothWays = async (query: string, variables: object = {}) => [
  await send(
    { id: front.api.persist(query), variables },
    { authorization: `Bearer ${await front.session('secretary')}` },
  ),
  await outside(query, variables),
];

const LONG = 'a'.repeat(80);

test.each([
  [
    'aliases longer than a name in SQL',
    `{ ${LONG}1: region(code: "EAST") { id } ${LONG}2: region(code: "WEST") { id } }`,
    { [`${LONG}1`]: { id: 2 }, [`${LONG}2`]: { id: 3 } },
  ],
  [
    'an alias that is another field’s name',
    '{ region(code: "EAST") { code: members(first: 1) { total } id: code } }',
    { region: { code: { total: 3 }, id: 'EAST' } },
  ],
  [
    'one alias for two things in selections of one field',
    '{ region(code: "EAST") { a: countries { x: members { id } } b: countries { x: iso2 } } }',
    {
      region: {
        a: [{ x: [{ id: 11 }, { id: 13 }] }, { x: [{ id: 12 }] }, { x: [] }],
        b: [{ x: 'AL' }, { x: 'BA' }, { x: 'EE' }],
      },
    },
  ],
  [
    'one alias for two arguments in selections of one field',
    '{ network { a: regions { m: members(category: "A") { total } } b: regions { m: members(category: "C") { total } } } }',
    {
      network: {
        a: [{ m: { total: 2 } }, { m: { total: 2 } }, { m: { total: 1 } }],
        b: [{ m: { total: 0 } }, { m: { total: 0 } }, { m: { total: 1 } }],
      },
    },
  ],
  [
    'aliases for the rows of a page',
    '{ region(code: "EAST") { members(first: 1) { a: rows { x: id } b: rows { x: name } total } } }',
    { region: { members: { a: [{ x: 11 }], b: [{ x: 'Alba Council' }], total: 3 } } },
  ],
  [
    'one field in two orders of arguments',
    '{ region(code: "EAST") { members(first: 1, category: "A") { total } ...F } } fragment F on Region { members(category: "A", first: 1) { rows { id } } }',
    { region: { members: { total: 2, rows: [{ id: 11 }] } } },
  ],
  [
    'aliases that are names in JavaScript',
    '{ __proto__: region(code: "EAST") { constructor: code toString: members(first: 1) { total } } }',
    JSON.parse('{"__proto__":{"constructor":"EAST","toString":{"total":3}}}'),
  ],
])('each field has its own answer: %s', async (_what, query, data) => {
  for (const answer of await bothWays(query)) {
    expect(answer.status, answer.body).toBe(200);
    expect(JSON.stringify(answer.data)).toBe(JSON.stringify(data));
  }
});

test('sec-23: whoever varies one of the web’s operations fills no connection of the database with statements', async () => {
  const id = front.api.persist(
    'query P($first: Int) { region(code: "WEST") { members(first: $first) { rows { name } } } }',
  );
  const sizes = Array.from({ length: 100 }, (_, n) => n + 1);
  for (const first of [...sizes, ...sizes])
    expect((await send({ id, variables: { first } })).status).toBe(200);
  const kept = await Promise.all(
    Array.from(
      { length: 9 },
      () => front.api.database.reads`select count(*)::int as n from pg_prepared_statements`,
    ),
  );
  for (const [row] of kept) expect(row?.['n']).toBeLessThan(60);
});
