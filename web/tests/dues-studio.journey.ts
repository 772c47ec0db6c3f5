import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { openAs } = useBrowser();
const thisYear = new Date().getUTCFullYear();
const nextYear = thisYear + 1;
/** In the demonstration facts of its first year were determined anew after its dues were issued. */
const corrected = thisYear - 9;

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('finance simulates two versions side by side, opens a group and a calculation, and takes the table along', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues');
    await page.getByRole('link', { name: 'Year', exact: true }).click();
    await page.getByRole('link', { name: 'Studio' }).click();
    await page.selectOption('[name=year]', String(thisYear));
    await page.selectOption('[name=rules]', '2');
    await page.selectOption('[name=otherYear]', String(thisYear));
    await page.selectOption('[name=otherRules]', '1');
    await page.selectOption('[name=groupBy]', 'income_group');
    await page.getByRole('button', { name: 'Simulate' }).click();
    await page.waitForURL(/otherRules=1/);
    const stat = async (label: string) =>
      (await page.locator('.stat', { hasText: label }).first().locator('.stat-value').textContent())?.trim();
    const losers = Number(await stat('Losers'));
    expect(losers).toBeGreaterThan(100);
    expect(Number(await stat('Winners'))).toBe(0);
    expect(await page.locator('figure svg rect').count()).toBeGreaterThanOrEqual(8);
    await page.getByRole('link', { name: 'UM', exact: true }).first().click();
    await page.waitForURL(/group=UM/);
    const line = page.locator('#lines ~ section tbody tr').first();
    await line.locator('details.why summary').first().click();
    expect(await line.locator('details.why').first().textContent()).toContain('World Bank income group');
    expect(await line.textContent()).toContain('More than a fifth');
    const csv = await page.request.get(
      String(await page.getByRole('link', { name: 'CSV' }).getAttribute('href')),
    );
    const rows = (await csv.text()).trim().split('\r\n');
    expect(rows[0]).toContain('Difference (USD)');
    expect(rows.slice(1).every((row) => row.includes(',UM,'))).toBe(true);
    const xlsx = await page.request.get(
      String(await page.getByRole('link', { name: 'XLSX' }).getAttribute('href')),
    );
    expect(xlsx.headers()['content-type']).toContain('spreadsheetml');
    expect((await xlsx.body()).subarray(0, 2).toString()).toBe('PK');
  });

  test('finance issues a run to single members in five steps, and it is frozen with its calculation', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    if (new Date().getUTCMonth() < 9) {
      await page.goto(`/w/network/dues/run?year=${nextYear}`);
      expect(await page.locator('[role=alert]').textContent()).toContain('cannot be issued yet');
      return;
    }
    const country = javaScriptEnabled ? 'Nigeria' : 'Ghana';
    await page.goto('/w/network/dues/run');
    await page.selectOption('[name=year]', String(nextYear));
    await page.getByRole('button', { name: 'Continue' }).click();
    expect(await page.locator('input[name=region]').count()).toBe(9);
    await page.fill('[name=q]', country);
    await page.getByRole('button', { name: 'Search' }).click();
    const member = page.locator('label.check', { hasText: country }).first();
    const name = (await member.textContent())?.split('(')[0]?.trim();
    await member.locator('input').check();
    await page.getByRole('button', { name: 'Update the amounts' }).click();
    expect(
      await page.locator('.stat', { hasText: 'Chosen so far' }).locator('.stat-value').textContent(),
    ).toContain('1');
    await page.getByRole('button', { name: 'Go to the warnings' }).click();
    await page.getByRole('link', { name: 'Go to the dry run' }).click();
    expect(await page.locator('h2').first().textContent()).toContain('nothing is issued yet');
    await page.check('[name=confirmed]');
    await page.getByRole('button', { name: /^Issue 1 assessment/ }).click();
    await page.waitForURL(/\/dues\/run\/[0-9a-f-]{36}$/);
    expect(await page.locator('tbody th').first().textContent()).toContain(String(name));
    await page.locator('details.why summary').first().click();
    expect(await page.locator('details.why').first().textContent()).toContain('Yearly dues');
  });

  test('finance issues a difference with its cause and a reason, and what was issued stays', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues/differences');
    await page.selectOption('[name=year]', String(corrected));
    await page.getByRole('button', { name: 'Find differences' }).click();
    const line = page.locator('tbody tr', { hasText: 'World Bank income group: UM became' }).first();
    const name = await line.locator('th').textContent();
    await line.locator('input[name=member]').check();
    await page.getByRole('button', { name: 'Check those ticked' }).click();
    expect(await page.locator('.stat', { hasText: 'Members with a difference' }).textContent()).toContain(
      '1',
    );
    await page.fill('[name=reason]', 'The list of that year has been found');
    await page.getByRole('button', { name: 'Issue the differences' }).click();
    await page.waitForURL(/\/dues\/run\/[0-9a-f-]{36}$/);
    expect(await page.locator('main').textContent()).toContain('The list of that year has been found');
    expect(await page.locator('tbody').textContent()).toContain('UM became');
    await page.locator('tbody th a').first().click();
    const owed = page.locator('tbody tr', { hasText: String(corrected) });
    expect(await page.locator('h1').textContent()).toContain('Dues');
    expect(await owed.filter({ hasText: 'difference' }).count()).toBeGreaterThan(0);
    await page.goto(`/w/network/dues/differences?year=${corrected}`);
    expect(await page.locator('tbody', { hasText: String(name) }).count()).toBe(0);
  });
});

test('a region simulates its own members; a council has no studio', async () => {
  const coordinator = await openAs('Regional coordinator');
  await coordinator.goto(`/w/cwa/dues/studio?year=${thisYear}`);
  expect(await coordinator.locator('h1').textContent()).toBe('Dues studio');
  const regions = await coordinator.locator('#lines ~ section tbody tr td:nth-child(2)').allTextContents();
  expect(new Set(regions.map((one) => one.trim()))).toEqual(new Set(['Central and West Africa']));
  expect((await coordinator.goto('/w/eur/dues/studio'))?.status()).toBe(403);
  const treasurer = await openAs('Council treasurer');
  const council = new URL(treasurer.url()).pathname.split('/')[2];
  expect((await treasurer.goto(`/w/${council}/dues/studio`))?.status()).toBe(404);
});

test('studio, run and differences have no accessibility fault, in Arabic neither', {
  timeout: 180_000,
}, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Finance', { locale });
    for (const path of [
      `/w/network/dues/studio?year=${thisYear}&otherYear=${thisYear - 3}&groupBy=category`,
      '/w/network/dues/run',
      `/w/network/dues/run?year=${thisYear}&step=recipients&region=2&q=council`,
      `/w/network/dues/run?year=${thisYear}&step=warnings`,
      `/w/cwa/dues/run?year=${thisYear}&step=dry`,
      `/w/network/dues/differences?year=${corrected}`,
      `/w/network/dues/differences?year=${corrected}&step=all`,
    ]) {
      await page.goto(path);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${locale} ${path} ${fault}`));
    }
  }
  expect(faults).toEqual([]);
});
