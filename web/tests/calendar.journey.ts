import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { faultsInBothSchemes, useBrowser } from './browser.ts';
import { product } from './product.ts';

const { openAs } = useBrowser();

let owner: postgres.Sql;

beforeAll(() => {
  owner = postgres(product.ownerUrl, { max: 1, onnotice: () => {} });
});
afterAll(() => owner.end());

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a council’s secretary finds what is to be done, and subscribes to it', async () => {
    const page = await openAs('Council secretary', { javaScriptEnabled });
    const home = new URL(page.url()).pathname;
    expect(await page.locator('#next').textContent()).toBe('What comes next');
    await page
      .getByRole('navigation', { name: 'Parts of this workspace' })
      .getByRole('link', { name: 'Calendar' })
      .click();
    expect(new URL(page.url()).pathname).toBe(`${home}/calendar`);
    const before = await page.locator('#own ~ section tbody tr').count();
    await page.getByRole('link', { name: /^Show \d+ more/ }).click();
    expect(await page.locator('#own ~ section tbody tr').count()).toBeGreaterThan(before);
    expect(await page.locator('main').textContent()).toContain('Done');
    await page.fill('[name=label]', 'My telephone');
    await page.getByRole('button', { name: 'Make an address' }).click();
    const address = String(await page.locator('code.secret').textContent());
    const feed = await page.request.get(new URL(address).pathname);
    expect(feed.status()).toBe(200);
    expect(await feed.text()).toContain('BEGIN:VEVENT');
    await page.goto(`${home}/calendar`);
    await page.locator('tr', { hasText: 'My telephone' }).first().locator('summary').click();
    await page
      .locator('tr', { hasText: 'My telephone' })
      .first()
      .getByRole('button', { name: /^Yes/ })
      .click();
    expect((await page.request.get(new URL(address).pathname)).status()).toBe(404);
  });

  test('a coordinator looks who is late, reminds one member, and is told who was reminded', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    const home = new URL(page.url()).pathname;
    await page.goto(`${home}/calendar/grid?state=late`);
    const rows = page.locator('tbody tr', { has: page.getByRole('button', { name: /^Remind/ }) });
    const row = javaScriptEnabled ? rows.first() : rows.last();
    const button = row.getByRole('button', { name: /^Remind/ }).first();
    const name = String(await row.locator('th').textContent());
    await button.click();
    expect(await page.locator('.notice').first().textContent()).toMatch(
      new RegExp(`${name.slice(0, 12)}|was reminded|address|nobody`, 'i'),
    );
    const [sent] = await owner`select count(*)::int as count from obligation_reminder where not invented`;
    expect(sent?.['count']).toBeGreaterThan(0);
    const csv = await page.request.get(`${home}/calendar/grid/export.csv`);
    expect(csv.status()).toBe(200);
    expect((await csv.text()).split('\n').length).toBeGreaterThan(5);
    const xlsx = await page.request.get(`${home}/calendar/grid/export.xlsx?state=late`);
    expect((await xlsx.body()).subarray(0, 2).toString()).toBe('PK');
  });

  test('the secretariat previews the reminders of a column and sends them once', async () => {
    const page = await openAs('Global secretariat', { javaScriptEnabled });
    const columns = await owner<
      { key: string }[]
    >`select column_key as key from app.obligation_rows(null, current_date - 366, current_date + 366)
      where state = 'late' and kind in ('dues', 'census') group by 1 order by count(*), 1`;
    const column = columns[javaScriptEnabled ? 0 : columns.length - 1]?.key;
    await page.goto(`/w/network/calendar/remind?column=${column}`);
    expect(await page.locator('tbody tr').count()).toBeGreaterThan(0);
    const send = page.locator('summary', { hasText: 'Send the reminders' });
    if ((await send.count()) > 0) {
      await send.click();
      await page.getByRole('button', { name: /^Yes/ }).click();
      expect(await page.locator('.notice.good').textContent()).toMatch(/reminders? (was|were) sent/);
    }
    expect(await page.getByRole('button', { name: /Send the reminders/ }).isDisabled()).toBe(true);
  });
});

test('the pages are accessible in both colour schemes, also from right to left', async () => {
  const page = await openAs('Council secretary');
  const home = new URL(page.url()).pathname;
  for (const path of [home, `${home}/calendar?all=yes`]) {
    await page.goto(path);
    expect(await faultsInBothSchemes(page)).toEqual([]);
  }
  const region = await openAs('Regional coordinator', { locale: 'ar' });
  const there = new URL(region.url()).pathname;
  for (const path of [`${there}/calendar`, `${there}/calendar/grid`]) {
    await region.goto(path);
    expect(await faultsInBothSchemes(region)).toEqual([]);
  }
});
