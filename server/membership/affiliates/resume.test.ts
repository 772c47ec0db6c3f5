import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;
beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  // More than one batch, with names of several bytes a letter: a file may break off within one.
  await owner`insert into affiliate (member_id, number, name, country, during)
    select 11, 'N-' || n, 'Šoqata مجلس ' || n, 'AL', '[2015-01-01,)' from generate_series(1, 6000) n`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

async function fetched(format: string, more: Record<string, string> = {}, person = 'secretary') {
  const answer = await front.api.app.inject({
    url: `/exports/affiliates.${format}?place=11`,
    headers: { authorization: `Bearer ${await front.session(person)}`, ...more },
  });
  return { code: answer.statusCode, headers: answer.headers, bytes: answer.rawPayload };
}

test.each(['csv', 'json'])(
  'a %s file that broke off is gone on with at any byte, and is the same in the end',
  async (format) => {
    const whole = await fetched(format);
    const tag = String(whole.headers['etag']);
    expect(whole).toMatchObject({ code: 200, headers: { 'accept-ranges': 'bytes' } });
    expect(whole.bytes.length).toBeGreaterThan(100_000);
    const again = await fetched(format);
    expect(again.headers['etag']).toBe(tag);
    expect(again.bytes.equals(whole.bytes)).toBe(true);
    for (const from of [1, 777, 65_537, whole.bytes.length - 1]) {
      const rest = await fetched(format, { range: `bytes=${from}-`, 'if-range': tag });
      expect(rest.code).toBe(206);
      expect(rest.headers['content-range']).toBe(
        `bytes ${from}-${whole.bytes.length - 1}/${whole.bytes.length}`,
      );
      expect(Buffer.concat([whole.bytes.subarray(0, from), rest.bytes]).equals(whole.bytes)).toBe(true);
    }
    const beyond = await fetched(format, { range: `bytes=${whole.bytes.length}-`, 'if-range': tag });
    expect([beyond.code, beyond.headers['content-range']]).toEqual([416, `bytes */${whole.bytes.length}`]);
  },
);

test('where something has changed, or nobody says what broke off, the whole file comes; a workbook always', async () => {
  const before = await fetched('csv');
  const on = { range: 'bytes=500-', 'if-range': String(before.headers['etag']) };
  expect((await fetched('csv', { range: 'bytes=500-' })).code).toBe(200);
  // What another may see is another file.
  expect((await fetched('csv', on, 'secretariat')).code).toBe(200);
  await owner`update affiliate set city = 'Durrës' where number = 'N-17'`;
  const changed = await fetched('csv', on);
  expect(changed.code).toBe(200);
  expect(changed.headers['etag']).not.toBe(before.headers['etag']);
  expect(changed.bytes.toString()).toContain('Durrës');
  const sized = await fetched('csv');
  await owner`insert into affiliate_size (affiliate_id, member_id, day, persons) select id, 11, '2020-01-01', 4 from affiliate where number = 'N-18'`;
  expect((await fetched('csv')).headers['etag']).not.toBe(sized.headers['etag']);
  expect((await fetched('xlsx', on)).headers).not.toHaveProperty('accept-ranges');
});
