import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
beforeAll(async () => {
  front = await openFront();
});
afterAll(() => front.close());

async function file(person: string | null, path: string) {
  const headers: Record<string, string> = person
    ? { authorization: `Bearer ${await front.session(person)}` }
    : {};
  const answer = await front.api.app.inject({ url: `/exports/${path}`, headers });
  return { code: answer.statusCode, type: String(answer.headers['content-type']), body: answer.body };
}

test('documents that expire are a file with the filters of the page, for whoever may read them there', async () => {
  const all = await file('secretariat', 'expiring.json?place=1&asOf=2021-06-01&within=30');
  const listed = await front.as(
    'secretariat',
    '{ network(asOf: "2021-06-01") { expiringDocuments(first: 50, within: 30) { rows { title until member { id } } } } }',
  );
  const rows = JSON.parse(all.body) as { number: number; title: string; until: string }[];
  expect(rows.map((one) => [one.number, one.title, one.until])).toEqual(
    listed.data.network.expiringDocuments.rows.map(
      (one: { title: string; until: string; member: { id: number } }) => [
        one.member.id,
        one.title,
        one.until,
      ],
    ),
  );
  expect(rows.length).toBeGreaterThan(1);
  expect(
    JSON.parse((await file('secretariat', 'expiring.json?place=1&asOf=2021-06-01&kind=statutes')).body),
  ).toEqual([]);
  expect((await file('coordinatorWest', 'expiring.csv?place=3')).code).toBe(200);
  expect((await file('coordinatorWest', 'expiring.csv?place=2')).code).toBe(403);
  expect((await file(null, 'expiring.csv?place=1')).code).not.toBe(200);
});

test('pairs that may be one organisation are a file, each format of it', async () => {
  const csv = await file('secretariat', 'duplicates.csv?place=1');
  expect(csv).toMatchObject({ code: 200, type: 'text/csv; charset=utf-8' });
  expect(csv.body).toContain('Dorna Councill');
  const [pair] = JSON.parse((await file('coordinatorWest', 'duplicates.json?place=3')).body);
  expect(pair).toMatchObject({
    country: 'CL',
    likeness: expect.any(Number),
    reasons: expect.stringContaining('alike'),
  });
  const xlsx = await file('secretariat', 'duplicates.xlsx?place=1');
  expect(xlsx).toMatchObject({ code: 200, type: expect.stringContaining('spreadsheetml') });
  expect(JSON.parse((await file('coordinator', 'duplicates.json?place=2')).body)).toEqual([]);
  expect((await file('coordinator', 'duplicates.csv?place=3')).code).toBe(403);
});
