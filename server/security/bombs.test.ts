import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront, tokenOf } from '../test/client.ts';

let front: Front;
let token = '';
beforeAll(async () => {
  front = await openFront();
  token = await tokenOf(front, 'secretary', 11, ['offices.read']);
});
afterAll(() => front.close());

const outside = (query: string, variables: object = {}) =>
  front.api.app.inject({
    method: 'POST',
    url: '/graphql',
    payload: { query, variables },
    headers: { authorization: `Bearer ${token}` },
  });
const chain = (length: number, last: string, type = 'Query') =>
  Array.from({ length }, (_, n) => `fragment f${n} on ${type} { ...f${n + 1} ...f${n + 1} }`).join(' ') +
  ` fragment f${length} on ${type} { ${last} }`;
const times = (count: number, text: string) => Array(count).fill(text).join(' ');

/** Each would take for ever, or gigabytes, if nothing bounded it: that they answer at all is the proof. */
test.each([
  ['fragments that double, with a field at the end', `{ ...f0 } ${chain(40, '__typename')}`],
  ['fragments that double and lead back to the first', `{ ...f0 } ${chain(40, '...f0')}`],
  [
    'fragments that double below a page of no rows',
    `{ region(code: "EAST") { members(first: 0) { rows { ...f0 } } } } ${chain(40, 'name', 'Member')}`,
  ],
  [
    'fragments that double below a page of fewer than no rows',
    `{ region(code: "EAST") { members(first: -100000) { rows { ...f0 } } } } ${chain(40, 'name', 'Member')}`,
  ],
  [
    'pages of fewer than no rows that pay for others',
    `{ a: regions { members(first: -2147483648) { rows { name } } } regions { countries { members { region { countries { iso2 name iso3 } } } } } }`,
  ],
  ['fields that overlap', `{ ${times(300, 'viewer { offices { kind } }')} }`],
  [
    'fields that overlap all the way down',
    `{ ${times(60, 'regions { countries { members { country { members { id } } } } }')} }`,
  ],
  ['a fragment that contains itself', '{ ...F } fragment F on Query { ...F }'],
  ['directives without end', `{ __typename ${times(900, '@skip(if: false)')} }`],
  ['a list literal that is deep', `{ region(code: ${'['.repeat(900)}${']'.repeat(900)}) { id } }`],
  ['selections that are deep', `${'{ a '.repeat(600)}${'}'.repeat(600)}`],
  ['inline fragments that are deep', `${'{ ... '.repeat(900)}{ __typename }${' }'.repeat(900)}`],
  [
    'introspection that multiplies',
    `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
  ],
  ['a name that is long', `{ ${'a'.repeat(16_000)} }`],
  [
    'variables without end',
    `query Q(${Array.from({ length: 300 }, (_, n) => `$v${n}: Int = ${n}`).join(' ')}) { __typename }`,
  ],
])('sec-22: %s is refused', async (_what, query) => {
  const answer = await outside(query);
  expect(answer.statusCode, answer.body.slice(0, 200)).toBe(400);
  expect(answer.json().errors[0].extensions.code).toBe('BAD_REQUEST');
});

test('sec-23: documents that are never the same again leave nothing behind', async () => {
  const ask = async (from: number, count: number) => {
    for (let done = 0; done < count; done += 50)
      await Promise.all(Array.from({ length: 50 }, (_, n) => outside(`{ d${from + done + n}: __typename }`)));
  };
  await ask(0, 200);
  const before = process.memoryUsage().heapUsed;
  await ask(200, 800);
  const perDocument = (process.memoryUsage().heapUsed - before) / 800;
  // What is kept of each would be its parsed and validated form, tens of kilobytes; uncollected rubbish is less.
  expect(perDocument).toBeLessThan(60_000);
}, 90_000);

test('sec-22: variables are bounded by the size of the request, and deep ones hurt nobody', async () => {
  const query = 'query Q($search: String) { region(code: "EAST") { members(search: $search) { total } } }';
  expect((await outside(query, { search: 'x'.repeat(70_000) })).statusCode).toBe(413);
  const payload = JSON.stringify({ query, variables: { search: 'deep' } }).replace(
    '"deep"',
    `${'['.repeat(20_000)}${']'.repeat(20_000)}`,
  );
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await front.api.app.inject({ method: 'POST', url: '/graphql', payload, headers });
  expect([answer.statusCode, answer.body.length < 2000]).toEqual([400, true]);
});
