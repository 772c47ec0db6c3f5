import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { signAccess } from '../access/bearer.ts';
import { type Front, openFront } from '../test/client.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

test('sec-35: ten times as many acts and reads at once as there are connections all end', async () => {
  const act = 'mutation E($id: ID!) { endOffice(id: $id) { refusals { code } office { id } } }';
  const read = '{ regions { members { total rows { name } } } viewer { offices { kind } } }';
  const all = await Promise.all(
    Array.from({ length: 30 }, () => [
      front.as('secretariat', act, { id: crypto.randomUUID() }),
      front.as('coordinator', read),
    ]).flat(),
  );
  expect(all.map((answer) => answer.status)).toEqual(Array(60).fill(200));
  expect(all.filter((answer) => answer.data.endOffice?.refusals[0].code === 'not_found')).toHaveLength(30);
});

test('sec-10: what may be done and what is seen does not depend on this machine’s clock', async () => {
  const look = `{ place(id: 2) { offices { kind } } network { memberCount }
    viewer { offices { kind } may(capability: "dues.assess", placeId: 2) } }`;
  const dates = `mutation T($input: CreateTokenInput!) { createToken(input: $input) { refusals { code } } }`;
  const real = Date.now();
  const token = (hours: number) => ({
    placeId: 2,
    label: 'clock',
    capabilities: ['dues.read'],
    expiresAt: new Date(real + hours * 3.6e6).toISOString(),
  });
  /** With a bearer signed by the clock of the moment, which is the one that checks it. */
  const ask = async (person: string, document: string, variables: object = {}) => {
    const { sub, sid } = JSON.parse(
      Buffer.from((await front.session(person)).split('.')[1] ?? '', 'base64url').toString(),
    );
    const headers = { authorization: `Bearer ${signAccess(front.api.app, sub, sid)}` };
    const payload = { id: front.api.persist(document), variables };
    return (await front.api.app.inject({ method: 'POST', url: '/graphql', payload, headers })).body;
  };
  const decisions = async () => {
    const answers = [];
    for (const person of ['former', 'coordinator', 'both', 'none']) answers.push(await ask(person, look));
    for (const hours of [-1, 1, 367 * 24])
      answers.push(await ask('coordinator', dates, { input: token(hours) }));
    return answers.join('\n');
  };
  const right = await decisions();
  expect(right).toContain('expiry_past');
  try {
    for (const days of [-400, -1, 1, 400]) {
      vi.useFakeTimers({ toFake: ['Date'], now: real + days * 24 * 3.6e6 });
      expect(await decisions(), `${days} days`).toBe(right);
    }
  } finally {
    vi.useRealTimers();
  }
});
