import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { contractActs } from './contract.ts';
import { type Front, openFront, tokenOf } from './test/client.ts';

const folder = new URL('../schema/examples/', import.meta.url);
const examples = readdirSync(folder)
  .filter((name) => name.endsWith('.graphql'))
  .sort();

let front: Front;
let token: string;
beforeAll(async () => {
  front = await openFront();
  token = await tokenOf(front, 'secretariat', 1, ['members.manage', 'offices.read', 'offices.manage']);
});
afterAll(() => front.close());

/** The developers' page shows these files as they are: what it promises is what a program gets. */
test.each(examples)('the worked example %s answers an outside program', async (name) => {
  const query = readFileSync(new URL(name, folder), 'utf8');
  const variables = JSON.parse(/^# variables: (.*)$/m.exec(query)?.[1] ?? 'null');
  const answer = await front.api.app.inject({
    method: 'POST',
    url: '/graphql',
    headers: { authorization: `Bearer ${token}` },
    payload: { query, variables: inThisWorld(variables) },
  });
  const { data, errors } = answer.json();
  expect(errors).toBeUndefined();
  const [root] = Object.values(data as Record<string, unknown>);
  expect(root).not.toBeNull();
  const act = Object.keys(data).find((field) => field in contractActs);
  if (act) expect(data[act].refusals.length).toBeGreaterThan(0);
});

/** The examples speak of the demonstration's regions; the tests' world has others. */
function inThisWorld(variables: Record<string, unknown>): Record<string, unknown> {
  return 'code' in variables ? { ...variables, code: 'EAST' } : variables;
}
