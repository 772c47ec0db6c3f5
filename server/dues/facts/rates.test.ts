import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Front, openFront } from '../../test/client.ts';
import { convert, rateOn } from './rates.ts';

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

async function load(
  label: string,
  rates: [string, string, string, string][],
  supersedes: string | null = null,
) {
  const [made] = await owner<
    { id: string }[]
  >`insert into reference_vintage (series, label, source, supersedes)
    values ('exchange_rate', ${label}, 'Central bank', ${supersedes}) returning id`;
  const id = String(made?.id);
  for (const [base, currency, day, rate] of rates) {
    await owner`insert into exchange_rate (vintage_id, base, currency, day, rate) values (${id}, ${base}, ${currency}, ${day}, ${rate})`;
  }
  return id;
}

const rate = (from: string, to: string, day: string) => owner.begin((sql) => rateOn(sql, from, to, day));

test('the last rate up to the day counts: straight, turned round and over a base that both have, exactly', async () => {
  await load('January', [
    ['EUR', 'USD', '2024-01-02', '1.0956'],
    ['EUR', 'USD', '2024-01-31', '1.0837'],
    ['EUR', 'GBP', '2024-01-30', '0.85435'],
  ]);
  expect(await rate('EUR', 'USD', '2024-01-01')).toBeNull();
  expect(await rate('EUR', 'USD', '2024-01-30')).toMatchObject({
    rate: '1.0956',
    day: '2024-01-02',
    source: 'Central bank, January',
  });
  expect(await rate('USD', 'EUR', '2024-02-10')).toMatchObject({ rate: '10000/10837', day: '2024-01-31' });
  expect(await rate('GBP', 'USD', '2024-02-10')).toMatchObject({ rate: '21674/17087', day: '2024-01-30' });
  expect(await rate('CHF', 'USD', '2024-02-10')).toBeNull();
  expect(await rate('CHF', 'CHF', '2024-02-10')).toMatchObject({ rate: '1', day: '2024-02-10' });
});

test('an amount is converted exactly and rounded half up to the minor unit of the other currency', async () => {
  await load('March', [
    ['USD', 'JPY', '2024-03-01', '150.105'],
    ['USD', 'KWD', '2024-03-01', '0.30755'],
  ]);
  const over = async (from: string, to: string, amount: bigint) => {
    const found = await rate(from, to, '2024-03-01');
    return found && convert(amount, found);
  };
  expect(await over('USD', 'JPY', 10_000n)).toBe(15_011n);
  expect(await over('USD', 'KWD', 10_000n)).toBe(30_755n);
  expect(await over('KWD', 'USD', 30_755n)).toBe(10_000n);
  expect(await over('USD', 'JPY', -10_000n)).toBe(-15_011n);
});

test('a list that another supersedes does not count any more; of two lists the one loaded last does; neither is edited', async () => {
  const wrong = await load('May', [
    ['EUR', 'CHF', '2024-05-01', '9.8'],
    ['EUR', 'CHF', '2024-05-02', '9.9'],
  ]);
  await load('May, corrected', [['EUR', 'CHF', '2024-05-01', '0.98']], wrong);
  expect(await rate('EUR', 'CHF', '2024-05-09')).toMatchObject({
    rate: '0.98',
    source: 'Central bank, May, corrected',
  });
  await load('May, again', [['EUR', 'CHF', '2024-05-01', '0.99']]);
  expect(await rate('EUR', 'CHF', '2024-05-09')).toMatchObject({ rate: '0.99' });
  await expect(owner`update exchange_rate set rate = 1`).rejects.toThrow('append_only');
  await expect(owner`delete from reference_vintage where id = ${wrong}`).rejects.toThrow('append_only');
});
