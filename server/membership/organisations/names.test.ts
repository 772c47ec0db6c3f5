import postgres from 'postgres';
import confusables from 'unhomoglyph/data.json' with { type: 'json' };
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDatabase } from '../../test/database.ts';

let sql: postgres.Sql;
let drop: () => Promise<void>;
beforeAll(async () => {
  const own = await testDatabase();
  sql = postgres(own.url, { max: 1, onnotice: () => {} });
  drop = own.drop;
});
afterAll(async () => {
  await sql.end();
  await drop();
});

const skeletons = async (names: string[]) => {
  const rows = await sql<
    { skeleton: string }[]
  >`select app.skeleton(n.name) as skeleton from unnest(${names}::text[]) with ordinality n(name, place) order by place`;
  return rows.map((row) => row.skeleton);
};

test('sec-29: every pair of confusable letters in the Unicode table has one skeleton', async () => {
  const pairs = Object.entries(confusables as Record<string, string>).filter(
    // The compatibility form folds these another way than the table does; they are folded all the same.
    ([letter]) => letter.normalize('NFKD') === letter,
  );
  const ours = await skeletons(pairs.map(([letter]) => `a${letter}z`));
  const theirs = await skeletons(pairs.map(([, looks]) => `a${looks}z`));
  const apart = pairs.filter((_, place) => ours[place] !== theirs[place]).map(([letter]) => letter);
  expect(pairs.length).toBeGreaterThan(2000);
  expect(apart).toEqual([]);
});

test('sec-29: names that look alike have one skeleton, names that do not have their own', async () => {
  const [latin, cyrillic, greek, accents, wide, ligature, capitals] = await skeletons([
    'Alba Council',
    'Аlbа Соunсil',
    'Αlba Cοuncil',
    'Álba Coüncil',
    'Ａｌｂａ Ｃｏｕｎｃｉｌ',
    'Alba Counci1',
    'Alba CounciI',
  ]);
  for (const one of [cyrillic, greek, accents, wide, ligature, capitals]) expect(one).toBe(latin);
  const [other, modern, modem] = await skeletons(['Alma Council', 'Modern', 'Modem']);
  expect(other).not.toBe(latin);
  expect(modern).toBe(modem);
});
