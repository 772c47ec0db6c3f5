import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

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

test('a document counts from its first day until the day before its end, unless withdrawn or replaced', async () => {
  const enter = async (kind: string, valid: string, more: Record<string, unknown> = {}) => {
    const [row] = await owner<{ id: string }[]>`
      insert into document ${owner({ member_id: 12, kind, valid, title: kind, filename: 'a.pdf', bytes: 1, hash: Buffer.from('x'), ...more, organisation_id: (await owner`select organisation_id from member where place_id = 12`)[0]?.['organisation_id'] })} returning id`;
    return String(row?.id);
  };
  const on = async (day: string) =>
    (await owner`select app.documents_valid(12, ${day}::date) as valid`)[0]?.['valid'];
  const audit = await enter('audit', '[2025-01-01,2026-01-01)');
  await enter('statutes', '[2020-05-01,)');
  await enter('annual_report', '[2025-01-01,2027-01-01)', {
    withdrawn_at: new Date(),
    withdrawn_reason: 'wrong file',
  });
  expect(await on('2019-01-01')).toEqual({});
  expect(await on('2025-01-01')).toEqual({ audit: '2026-01-01', statutes: null });
  expect(await on('2025-12-31')).toEqual({ audit: '2026-01-01', statutes: null });
  expect(await on('2026-01-01')).toEqual({ statutes: null });
  await enter('audit', '[2025-06-01,2026-06-01)', { replaces: audit });
  expect(await on('2025-05-31')).toEqual({ audit: '2026-01-01', statutes: null });
  expect(await on('2025-06-01')).toEqual({ audit: '2026-06-01', statutes: null });
});
