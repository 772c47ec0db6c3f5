import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { PASSES } from '../world.ts';
import { passCode, readPassCode } from './passes.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

const check = async (code: string, person: string | null = null) =>
  (
    await front.as(
      person,
      'query C($code: String!) { pass(code: $code) { state light member { id name category since } } }',
      { code },
    )
  ).data.pass;
const issue = async (person: string, member = 12, validUntil: string | null = null) => {
  const answer = await front.as(
    person,
    'mutation I($input: IssuePassInput!) { issuePass(input: $input) { refusals { code field } pass { id code state validUntil } } }',
    { input: { memberId: member, validUntil } },
  );
  return answer.errors ? { fault: answer.errors[0]?.extensions.code } : answer.data.issuePass;
};
const revoke = async (person: string, id: string, reason = 'Lost') =>
  (
    await front.as(
      person,
      'mutation R($input: RevokePassInput!) { revokePass(input: $input) { refusals { code field } pass { state revokedFor } } }',
      { input: { id, reason } },
    )
  ).data?.revokePass;

test('a pass is checked by its code alone, and says what is public', async () => {
  const [alba] = PASSES;
  expect(await check(alba.code)).toEqual({
    state: 'valid',
    light: null,
    member: { id: 11, name: 'Alba Council', category: 'A', since: '2010-01-01' },
  });
  expect(await check(` ${alba.code.toLowerCase().replace(/(.{5})/g, '$1-')}`)).toMatchObject({
    state: 'valid',
  });
  expect(await check('A1ABACXYZ23456789ABCDEFGHK')).toBeNull();
  expect(await check('nothing')).toBeNull();
  const seen = await front.as(null, '{ member(id: 11) { passes { code } } }');
  expect(seen.data.member.passes).toEqual([]);
});

test('a renewal makes the earlier pass worthless, a revocation the last one; both stay on record', async () => {
  const first = (await issue('secretaryBruma')).pass;
  expect(first.state).toBe('valid');
  const second = (await issue('secretaryBruma')).pass;
  expect(await check(first.code)).toMatchObject({ state: 'replaced' });
  expect(await check(second.code)).toMatchObject({ state: 'valid' });
  expect((await revoke('secretaryBruma', first.id)).refusals).toMatchObject([{ code: 'pass_over' }]);
  expect((await revoke('secretariat', second.id)).pass).toEqual({ state: 'revoked', revokedFor: 'Lost' });
  expect(await check(second.code)).toMatchObject({ state: 'revoked' });
  const third = (await issue('secretaryBruma')).pass;
  expect(await check(third.code)).toMatchObject({ state: 'valid' });
  const own = await front.as('coordinator', '{ member(id: 12) { passes { state } } }');
  expect(own.data.member.passes.map((pass: { state: string }) => pass.state)).toEqual([
    'valid',
    'revoked',
    'replaced',
  ]);
});

test('a pass falls with the membership and waits out a suspension', async () => {
  const [, dorna] = PASSES;
  await owner`insert into suspension (member_id, during, reason) values (14, daterange(current_date, null), 'no report')`;
  expect(await check(dorna.code)).toMatchObject({ state: 'suspended' });
  expect((await issue('secretaryDorna', 14)).refusals).toEqual([
    { code: 'pass_no_member', field: 'memberId' },
  ]);
  await owner`delete from suspension where member_id = 14`;
  expect(await check(dorna.code)).toMatchObject({ state: 'valid' });
  await owner`begin`;
  await owner`update member_region set during = daterange(lower(during), current_date) where member_id = 14`;
  await owner`update membership set during = daterange(lower(during), current_date) where member_id = 14`;
  await owner`commit`;
  expect(await check(dorna.code)).toMatchObject({ state: 'former' });
});

test('only the member and the secretariat issue passes, for no longer than three years', async () => {
  for (const person of ['coordinator', 'treasurer', 'secretary', 'finance'])
    expect(await issue(person), person).toEqual({ fault: 'FORBIDDEN' });
  expect((await issue('secretaryBruma', 12, '2020-01-01')).refusals).toMatchObject([
    { code: 'pass_in_past' },
  ]);
  expect((await issue('secretaryBruma', 12, '2090-01-01')).refusals).toMatchObject([
    { code: 'pass_too_long' },
  ]);
});

test('a pass leaves as PDF in each language and as a picture, and a bad one does not', async () => {
  const [alba] = PASSES;
  const get = (url: string) => front.api.app.inject({ method: 'GET', url });
  for (const locale of ['en', 'fr', 'es', 'ar']) {
    const pdf = await get(`/documents/passes/${alba.code}.pdf?locale=${locale}&site=http://ninefold.example`);
    expect(pdf.headers['content-type']).toBe('application/pdf');
    expect(pdf.rawPayload.subarray(0, 5).toString()).toBe('%PDF-');
  }
  const picture = await get(`/passes/${alba.code}/qr.svg?site=http://ninefold.example`);
  expect(picture.headers['content-type']).toBe('image/svg+xml');
  expect(picture.body).toContain('<svg');
  const revoked = (
    await owner<
      { code: string }[]
    >`select p.code from member_pass p join member_pass_revocation r on r.pass_id = p.id`
  )[0];
  expect((await get(`/documents/passes/${revoked?.code}.pdf`)).statusCode).toBe(404);
});

test('codes are random, and read as people type them', () => {
  const made = new Set(Array.from({ length: 2000 }, passCode));
  expect(made.size).toBe(2000);
  for (const code of made) expect(readPassCode(code)).toBe(code);
  fc.assert(
    fc.property(fc.string(), (typed) => {
      const read = readPassCode(typed);
      expect(read === null || /^[0-9A-HJKMNP-TV-Z]{26}$/.test(read)).toBe(true);
    }),
  );
});

test('the directory is filtered by country, region, category and a part of the name', async () => {
  const names = async (filter: string) =>
    (
      await front.as(null, `{ network { members(${filter}) { rows { name } } } }`)
    ).data.network.members.rows.map((row: { name: string }) => row.name);
  expect(await names('country: "al"')).toEqual(['Alba Council', 'Cala Network']);
  expect(await names('region: "west"')).toEqual(['Élan Council']);
  expect(await names('region: "east", category: "B"')).toEqual(['Cala Network']);
  expect(await names('search: "elan", country: "AL"')).toEqual([]);
});
