import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { openAs } = useBrowser();
const nextYear = new Date().getUTCFullYear() + 1;

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a treasurer sees what the council owes, why, and what was paid', async () => {
    const page = await openAs('Council treasurer', { javaScriptEnabled });
    const council = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/w/${council}/dues`);
    const why = page.locator('details.why').first();
    expect(await why.locator('li').first().isVisible()).toBe(false);
    await why.locator('summary').click();
    const trace = await why.textContent();
    expect(trace).toContain('Art. 3.1');
    expect(trace).toContain('World Bank income group');
    expect(trace).toContain('register of members');
    expect(await page.getByRole('button', { name: 'Record the payment' }).isDisabled()).toBe(true);
    await page.locator('a[href^="/receipts/"]').first().click();
    expect(await page.locator('h1').textContent()).toMatch(/^Receipt \D?\d{4}-\d{6}/);
    const region = await page.goto('/w/cwa/dues');
    expect(region?.status()).toBe(403);
    const other = await page.goto(`/w/${Number(council) + 1}/dues`);
    expect(other?.status()).toBe(403);
  });

  test('every page of dues is two steps away, and the navigation says which group and page are open', async () => {
    const page = await openAs('Finance', { javaScriptEnabled, viewport: { width: 390, height: 844 } });
    await page.goto('/w/network/dues');
    const nav = page.getByRole('navigation', { name: 'Pages of dues' });
    const groups = await nav.getByRole('link').allTextContents();
    expect(groups).toEqual(['Accounts', 'Year', 'Money in', 'Books', 'Settings']);
    const found: string[] = [];
    for (const group of groups.slice(1)) {
      await nav.getByRole('link', { name: group, exact: true }).first().click();
      expect(await nav.locator('[aria-current=true]').allTextContents()).toEqual([group]);
      const pages = nav.getByRole('list', { name: group }).getByRole('link');
      expect(await nav.locator('[aria-current=page]').textContent()).toBe(await pages.first().textContent());
      found.push(...(await pages.evaluateAll((all) => all.map((one) => String(one.getAttribute('href'))))));
    }
    expect(found).toHaveLength(16);
    for (const path of found) expect((await page.request.get(path)).status(), path).toBe(200);
    expect(await nav.evaluate((bar) => bar.scrollWidth - bar.clientWidth)).toBe(0);
    const council = await openAs('Council treasurer', { javaScriptEnabled });
    await council.goto(`${new URL(council.url()).pathname}/dues/reminders`);
    const own = council.getByRole('navigation', { name: 'Pages of dues' });
    expect(await own.locator('[aria-current=page]').textContent()).toBe('Reminders');
    expect(await own.getByRole('link').count()).toBe(7);
  });

  test('finance looks at a run before it issues it, and issues nothing twice', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    // One region for each kind of reader, since both work on the same network.
    const region = javaScriptEnabled ? 'eur' : 'mena';
    const inAutumn = new Date().getUTCMonth() >= 9;
    await page.goto(`/w/${region}/dues`);
    await page.getByRole('link', { name: 'Year', exact: true }).click();
    await page.getByRole('link', { name: 'Dues run' }).click();
    await page.selectOption('[name=year]', String(nextYear));
    await page.getByRole('button', { name: 'Continue' }).click();
    if (!inAutumn) {
      expect(await page.locator('[role=alert]').textContent()).toContain('cannot be issued yet');
      return;
    }
    await page.getByRole('button', { name: 'Go to the warnings' }).click();
    await page.getByRole('link', { name: 'Go to the dry run' }).click();
    expect(await page.locator('h2').first().textContent()).toContain('nothing is issued yet');
    await page.locator('details.why summary').first().click();
    expect(await page.locator('details.why').first().textContent()).toContain('Yearly dues');
    await page.check('[name=confirmed]');
    await page.getByRole('button', { name: /^Issue \d+ assessments?/ }).click();
    await page.waitForURL(/\/dues\/run\/[0-9a-f-]{36}$/);
    expect(await page.locator('h1').textContent()).toContain('Dues run of');
    await page.goto(`/w/${region}/dues/run?year=${nextYear}&step=dry`);
    expect(await page.getByRole('button', { name: /^Issue 0/ }).isDisabled()).toBe(true);
  });

  test('finance records a payment once, prints its receipt, and takes it back with a reason', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/cwa/dues?sort=-outstanding');
    await page.locator('tbody th a').first().click();
    const account = page.url();
    const reference = `J-${javaScriptEnabled}`;
    await page.fill('[name=amount]', '12.345');
    await page.fill('[name=bankReference]', reference);
    await page.getByRole('button', { name: 'Record the payment' }).click();
    expect(await page.locator('.field .error').textContent()).toContain('12.345');
    expect(await page.inputValue('[name=bankReference]')).toBe(reference);
    await page.fill('[name=amount]', '1,234.50');
    await page.getByRole('button', { name: 'Record the payment' }).click();
    await page.waitForURL('**/receipts/**');
    expect(await page.locator('main').textContent()).toContain('USD 1,234.50'.replace(' ', '\u00a0'));
    const receipt = page.url();
    await page.goto(account);
    await page.fill('[name=amount]', '1234.50');
    await page.fill('[name=bankReference]', reference);
    await page.getByRole('button', { name: 'Record the payment' }).click();
    expect(await page.locator('.field .error').textContent()).toContain('already recorded');
    await page.goto(receipt);
    await page.locator('summary', { hasText: 'Reverse this payment' }).click();
    await page.fill('[name=reason]', 'Entered for the wrong council');
    await page.getByRole('button', { name: /^Yes/ }).click();
    expect(await page.locator('.notice.warn').textContent()).toContain('Entered for the wrong council');
    await page.goto(account);
    // A discount that the payment had earned is taken back after it, on the same day.
    expect(await page.locator('#statement + * tbody').textContent()).toContain('Reversal of receipt');
  });
});

test('a missing fact is determined where the preview names it, with the reason', async () => {
  const page = await openAs('Global secretariat');
  await page.goto(`/w/network/dues/run?year=${new Date().getUTCFullYear()}&step=warnings`);
  const missing = page.locator('#left-out + * tbody tr', { hasText: 'World Bank income group' }).first();
  const name = await missing.locator('th').textContent();
  const determine = async (value: string) => {
    await missing.locator('summary').click();
    await missing.locator('[name=value]').fill(value);
    await missing.locator('[name=reason]').fill('By the neighbouring economies');
    await missing.getByRole('button', { name: /^Yes/ }).click();
  };
  await determine('rich');
  expect(await missing.locator('.error').textContent()).toContain('rich');
  await missing.locator('summary').click();
  await determine('UM');
  const line = page.locator('tbody tr', { hasText: String(name) }).first();
  expect(await line.textContent()).toContain('was determined by the secretariat: UM');
});

test('the table of dues is filtered by its address and leaves as CSV', async () => {
  const page = await openAs('Regional coordinator');
  await page.goto('/w/cwa/dues?state=paid&sort=-assessed');
  const states = await page.locator('tbody .tag').allTextContents();
  expect(new Set(states)).toEqual(new Set(['Paid']));
  const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const answer = await page.request.get(String(href));
  const lines = (await answer.text()).trim().split('\r\n');
  expect(answer.headers()['content-type']).toContain('text/csv');
  expect(lines).toHaveLength(states.length + 1);
  expect((await page.request.get('/w/eur/dues/export')).status()).toBe(403);
});

test('the pages of dues have no accessibility fault, in Arabic neither', { timeout: 180_000 }, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Finance', { locale });
    for (const path of ['/w/network/dues', '/w/107/dues', `/w/cwa/dues/run?year=${nextYear}`]) {
      await page.goto(path);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${locale} ${path} ${fault}`));
    }
    await page.goto('/w/107/dues');
    await page.locator('a[href^="/receipts/"]').first().click();
    faults.push(...(await accessibilityFaults(page)));
  }
  expect(faults).toEqual([]);
});
