import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront, tokenOf } from '../test/client.ts';

let front: Front;
let bearer = { authorization: '' };
beforeAll(async () => {
  front = await openFront();
  const capabilities = ['offices.read', 'audit.read', 'dues.read', 'affiliates.read', 'activities.read'];
  bearer = { authorization: `Bearer ${await tokenOf(front, 'secretary', 11, capabilities)}` };
});
afterAll(() => front.close());

/** A small generator of its own, so that a failing document can be made again from its number. */
function randomFrom(seed: number): (below: number) => number {
  let state = seed + 0x9e3779b9;
  return (below) => {
    state = Math.imul(state ^ (state >>> 15), 0x2c1b3c6d);
    state = Math.imul(state ^ (state >>> 12), 0x297a2d39) ^ (state >>> 15);
    return (state >>> 0) % below;
  };
}

const SEEDS = Object.values(
  JSON.parse(readFileSync(new URL('../../schema/operations.json', import.meta.url), 'utf8')) as Record<
    string,
    string
  >,
).filter((text) => text.length < 6000 && !/mutation|ballot/i.test(text));

const VALUES = [
  'null',
  'true',
  '-1',
  '0',
  '1e999',
  '99999999999999999999',
  '"',
  '"\\u0000"',
  '"\\uD800"',
  '""',
  '[]',
  '{}',
  '[[1]]',
  '$x',
  'EAST',
  '"infinity"',
  '"2020-02-31"',
  '"\u202e"',
  '"""x"""',
  "'",
  ';',
  '--',
  '/*',
  '\0',
  '\ufeff',
  '@skip(if: true)',
  '@include(if: $q)',
  '...F',
  '... on Query',
  '__typename',
  '__schema{types{name}}',
  'a:',
  '{',
  '}',
  '(',
  ')',
  'fragment F on Query { ...F }',
  'subscription',
  'mutation',
];

function mutant(seed: number): string {
  const random = randomFrom(seed);
  const text = SEEDS[random(SEEDS.length)] as string;
  const tokens = text.match(/"(?:[^"\\]|\\.)*"|\$?\w+|\.\.\.|\s+|[^\s\w]/g) as string[];
  for (let change = random(4) + 1; change > 0; change -= 1) {
    const at = random(tokens.length);
    const other = tokens[random(tokens.length)] as string;
    const value = VALUES[random(VALUES.length)] as string;
    const span = tokens.slice(at, at + random(12));
    tokens.splice(
      at,
      random(3),
      ...([[], [other], [value], span, [...span, ...span]][random(5)] as string[]),
    );
  }
  return tokens.join('');
}

const CODES = ['BAD_REQUEST', 'FORBIDDEN', 'NOT_FOUND', 'UNAVAILABLE'];

test('S4: mutated documents get an answer or a code of ours, never a failure or our insides', async () => {
  const rounds = 1500;
  const counts = { answered: 0, refused: 0 };
  const check = async (seed: number) => {
    const query = mutant(seed);
    const payload = {
      query,
      variables: {
        asOf: seed % 3 ? null : '2024-01-01',
        first: (seed % 7) - 1,
        id: 11,
        code: 'EAST',
        placeId: 11,
        x: seed % 2 === 0,
      },
    };
    const answer = await front.api.app.inject({ method: 'POST', url: '/graphql', payload, headers: bearer });
    const said = `document ${seed}: ${query}\n${answer.body.slice(0, 400)}`;
    expect(answer.statusCode, said).toBeLessThan(500);
    const { errors } = answer.json() as { errors?: { message: string; extensions: { code: string } }[] };
    for (const error of errors ?? []) {
      expect(CODES, said).toContain(error.extensions?.code);
      expect(error.message, said).not.toMatch(
        /node_modules|\bat \w+ \(|\/work\/|relation "|column |::|select .* from/,
      );
    }
    counts[errors ? 'refused' : 'answered'] += 1;
  };
  for (let seed = 0; seed < rounds; seed += 25)
    await Promise.all(Array.from({ length: 25 }, (_, n) => check(seed + n)));
  expect(counts.answered).toBeGreaterThan(rounds / 50);
  expect(counts.refused).toBeGreaterThan(rounds / 3);
}, 90_000);

test.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/graphql',
  'application/json\ta',
  'application/json garbage',
  'application/jsonp',
  'application/json,text/plain',
  'text/json',
  '',
  'application/xml',
  'application/json;charset',
])('sec-42: a body as %j is refused, or is looked at as JSON is', async (type) => {
  for (const body of [
    '{"query":"{ network { memberCount } }"}',
    '{"id":"x","evil":1}',
    '[]',
    'query={__typename}',
  ]) {
    const answer = await front.api.app.inject({
      method: 'POST',
      url: '/graphql',
      payload: body,
      headers: { 'content-type': type },
    });
    expect([400, 403, 415], `${type} ${body} ${answer.body}`).toContain(answer.statusCode);
  }
});
