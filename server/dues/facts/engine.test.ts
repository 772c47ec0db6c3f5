import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';

let front: Front;
let owner: postgres.Sql;

/** The demonstration's rulebook with dues that read what members declare, prices and rates. */
const RULE = "members * 2 + income / 100 + prices + get(exchange_rates, 'EUR')";

beforeAll(async () => {
  front = await openFront();
  owner = postgres(front.ownerUrl, { max: 1, onnotice: () => {} });
  const path = new URL('../../../schema/rulebooks/ninefold-demonstration.json', import.meta.url);
  const document = JSON.parse(readFileSync(path, 'utf8'));
  // What the demonstration adopts later is left out: a version of the test's own follows the second.
  const earlier = ({ version = 1 }: { version?: number }) => version < 3;
  document.versions = document.versions.filter(earlier);
  document.articles = document.articles.filter(earlier);
  document.versions.push({ version: 4, validFrom: '2025-01-01', adoptedBy: { body: 'Test' } });
  document.facts.prices = { type: 'number' };
  document.facts.exchange_rates = { type: 'map', of: { type: 'number' } };
  const dues = document.articles.find((one: { key: string }) => one.key === 'dues');
  const { tables: _tables, unit: _unit, ...entry } = dues;
  document.articles.push({ ...entry, version: 4, rule: RULE });
  for (const fact of ['members', 'income']) delete document.facts[fact].unit;
  await owner`insert into rulebook_version (rulebook, version, valid_from, currency, document)
    values ('ninefold-demonstration', 4, '2025-01-01', 'USD', ${owner.json(document)})`;
  const [list] = await owner<{ id: string }[]>`
    insert into reference_vintage (series, label, source) values ('price_index', '2024', 'Statistics office') returning id`;
  const [rates] = await owner<{ id: string }[]>`
    insert into reference_vintage (series, label, source) values ('exchange_rate', '2024', 'Central bank') returning id`;
  await owner`insert into price_index (vintage_id, series, period, ended, value) values (${String(list?.id)}, 'prices', '2024', '2025-01-01', 100)`;
  await owner`insert into exchange_rate (vintage_id, base, currency, day, rate) values (${String(rates?.id)}, 'EUR', 'USD', '2024-12-31', 1.25)`;
  const declare = (member: number, region: number, year: number, at: string, members: string) =>
    owner`insert into declaration (member_id, region_id, year, figures, declared_as, declared_at)
      values (${member}, ${region}, ${year}, ${owner.json({ members, income: '1000' })}, 'council_treasurer', ${at})`;
  await declare(11, 2, 2025, '2024-12-01', '50');
  await declare(12, 2, 2024, '2023-12-01', '40');
  await owner`insert into determined_fact (member_id, region_id, year, fact, value, reason) values
    (13, 2, 2025, 'members', '30', 'annual report'), (13, 2, 2025, 'income', '0', 'annual report')`;
});
afterAll(async () => {
  await owner.end();
  await front.close();
});

test('the engine reads what was declared, or falls back as the rulebook says; the trace names day and source', async () => {
  const { data, errors } = await front.as(
    'finance',
    'mutation P { previewDues(input: { placeId: 1, year: 2025 }) { version lines { memberId amount facts warnings } leftOut { memberId code fact further { code fact article } } } }',
  );
  expect(errors).toBeUndefined();
  const { lines, leftOut, version } = data.previewDues;
  expect(version).toBe(4);
  expect(lines.map((line: { memberId: number; amount: string }) => [line.memberId, line.amount])).toEqual([
    [11, '21080'],
    [12, '19080'],
    [13, '16080'],
  ]);
  const common = [
    { name: 'prices', value: '100', asOf: '2025-01-01', source: 'Statistics office, 2024' },
    { name: 'exchange_rates', value: { EUR: '0.8' }, asOf: '2024-12-31', source: 'Central bank, 2024' },
  ];
  const declared = { asOf: '2024-12-01', source: 'Declaration of 2025, by council treasurer' };
  expect(lines[0].facts).toEqual([
    { name: 'members', value: '50', ...declared },
    { name: 'income', value: '1000', ...declared },
    ...common,
  ]);
  expect(lines[1].facts[0]).toEqual({
    name: 'members',
    value: '40',
    asOf: '2023-12-01',
    source: 'Declaration of 2024, by council treasurer',
    fallback: 'last_declared',
  });
  expect(lines[2].facts[0]).toMatchObject({ value: '30', source: 'annual report', fallback: 'set' });
  expect(leftOut).toContainEqual({
    memberId: 14,
    code: 'fact_missing',
    fact: 'members',
    further: [{ code: 'fact_missing', fact: 'income', article: '3.1' }],
  });
});

test('a trial of the rulebook reads the same facts', async () => {
  const { data } = await front.as(
    'secretariat',
    `query T { rulebook { version } member(id: 11) { declarations { year } } }`,
  );
  expect(data.rulebook.version).toBe(4);
  const rows =
    await owner`select name, value, used_as from app.member_facts(12, '2025-01-01') where name in ('members', 'prices') order by name`;
  expect(rows.map((row) => Object.values(row))).toEqual([
    ['members', '40', 'lastDeclared'],
    ['prices', '100', 'value'],
  ]);
});
