import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { openAs } = useBrowser();

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a treasurer reads the statement by period, and takes it along', async () => {
    const page = await openAs('Council treasurer', { javaScriptEnabled });
    const council = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/w/${council}/dues`);
    await page.getByRole('link', { name: 'The whole statement, by period, as PDF or table' }).click();
    const text = await page.locator('table').first().textContent();
    expect(text).toMatch(/Dues of|Payment, receipt/);
    // Words, not the codes of accounts.
    expect(text).not.toMatch(/receivable|region_share/);
    const year = new Date().getUTCFullYear() - 4;
    await page.fill('[name=from]', `${year}-01-01`);
    await page.fill('[name=until]', `${year}-12-31`);
    await page.getByRole('button', { name: 'Filter' }).click();
    const dates = await page
      .locator('tbody th time')
      .evaluateAll((all) => all.map((one) => one.getAttribute('datetime')));
    expect(dates.length).toBeGreaterThan(0);
    expect(dates.every((one) => one?.startsWith(String(year)))).toBe(true);
    for (const [name, type] of [
      ['PDF (English)', 'application/pdf'],
      ['PDF (Arabic)', 'application/pdf'],
      ['CSV', 'text/csv'],
      ['XLSX', 'spreadsheetml'],
    ] as const) {
      const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
      const answer = await page.request.get(String(href));
      expect(answer.status()).toBe(200);
      expect(answer.headers()['content-type']).toContain(type);
    }
    expect((await page.goto('/w/network/dues/books'))?.status()).toBe(403);
    expect((await page.request.get(`/w/${Number(council) + 1}/dues/statement/file?kind=csv`)).status()).toBe(
      404,
    );
  });

  test('finance proposes a large write-off, and only a second person approves it', async () => {
    const finance = await openAs('Finance', { javaScriptEnabled });
    // The list's head is taken by other journeys; each kind of reader writes off for a member of its own.
    await finance.goto('/w/network/dues/books/aged?sort=-total');
    const at = javaScriptEnabled ? 5 : 6;
    const member = finance.locator('table').nth(-1).locator('tbody th a').nth(at);
    const name = String(await member.textContent()).trim();
    await member.click();
    await finance.getByRole('link', { name: 'Write off and refund' }).click();
    const form = finance.locator('#write-offs + .stack details').first();
    await form.locator('summary').click();
    const option = String(await form.locator('[name=assessmentId] option').first().textContent());
    const open = option.split('·')[1]?.replace(/[^\d.,]/g, '') ?? '';
    await form.locator('[name=amount]').fill('9999999');
    await form.locator('[name=reason]').fill('Dissolved by its members');
    await form.getByRole('button', { name: /^Yes/ }).click();
    expect(await form.locator('.error').textContent()).toContain('more than what is open');
    await form.locator('[name=amount]').fill(open);
    await form.getByRole('button', { name: /^Yes/ }).click();
    const proposed = finance.locator('#write-offs + .stack tbody tr', {
      hasText: 'Dissolved by its members',
    });
    const large = (await proposed.textContent())?.includes('Waits for a second person');
    await finance.goto('/w/network/dues/books/write-offs?state=all');
    const row = finance.locator('tbody tr', { hasText: name }).first();
    if (!large) {
      expect(await row.locator('.tag').textContent()).toContain('Written off');
      return;
    }
    expect(await row.getByRole('button', { name: 'Approve' }).isDisabled()).toBe(true);
    const second = await openAs('Global secretariat', { javaScriptEnabled });
    await second.goto('/w/network/dues/books/write-offs');
    const waiting = second.locator('tbody tr', { hasText: name }).first();
    await waiting.locator('summary', { hasText: 'Approve' }).click();
    await waiting.getByRole('button', { name: /^Yes/ }).click();
    const done = second.locator('tbody tr', { hasText: name }).first();
    expect(await done.locator('.tag').textContent()).toContain('Written off');
  });
});

test('finance pays a region its share once, and takes it back with a reason', async () => {
  const page = await openAs('Finance');
  await page.goto('/w/network/dues/books/shares');
  const pay = async (amount: string) => {
    await page.fill('[name=amount]', amount);
    await page.fill('[name=bankReference]', 'JOURNEY-SHARE');
    await page.getByRole('button', { name: 'Record the payment to the region' }).click();
  };
  await pay('99999999');
  expect(await page.locator('.field .error').textContent()).toContain('more than the network owed');
  await pay('1.00');
  const row = page.locator('tbody tr', { hasText: 'JOURNEY-SHARE' }).first();
  expect(await row.textContent()).toContain('1.00');
  await pay('1.00');
  expect(await page.locator('.field .error').textContent()).toContain('already recorded');
  await page.goto('/w/network/dues/books/shares');
  await row.locator('summary').click();
  await row.locator('[name=reason]').fill('Returned by the bank');
  await row.getByRole('button', { name: /^Yes/ }).click();
  expect(await row.textContent()).toContain('Returned by the bank');
});

test('the trial balance is at zero and opens to its entries, which leave as files', async () => {
  const page = await openAs('Auditor');
  await page.goto('/w/network/dues/books');
  expect(await page.locator('tfoot td').last().textContent()).toMatch(/USD\s0\.00/);
  const leaves = async (path: string) => {
    await page.goto(path);
    for (const [name, type] of [
      ['CSV', 'text/csv'],
      ['XLSX', 'spreadsheetml'],
    ] as const) {
      const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
      expect((await page.request.get(String(href))).headers()['content-type'], path).toContain(type);
    }
  };
  await leaves('/w/network/dues/books/aged');
  await leaves('/w/network/dues/books');
  await page.getByRole('link', { name: 'Owed to regions' }).click();
  expect(new Set(await page.locator('tbody tr td:nth-child(3)').allTextContents())).not.toContain('Bank');
  for (const name of ['CSV', 'XLSX'] as const) {
    const href = await page.getByRole('link', { name, exact: true }).getAttribute('href');
    expect((await page.request.get(String(href))).status()).toBe(200);
  }
});

test('finance closes a year; a payment dated in it is refused at its field; two persons open it again', async () => {
  const finance = await openAs('Finance');
  const year = new Date().getUTCFullYear() - 2;
  await finance.goto('/w/network/dues/books/closing');
  const close = async (through: string) => {
    const sheet = finance.locator('details.confirm', { hasText: 'Close a period' });
    if ((await sheet.getAttribute('open')) === null) await sheet.locator('summary').click();
    await sheet.locator('[name=through]').fill(through);
    await sheet.getByRole('button', { name: /^Yes/ }).click();
  };
  await close('2999-12-31');
  expect(await finance.locator('.field .error').textContent()).toContain('Only days that are over');
  await close(`${year}-12-31`);
  expect(await finance.locator('main strong').first().textContent()).toContain(`31 December ${year}`);
  await finance.goto('/w/107/dues');
  await finance.fill('[name=amount]', '10');
  await finance.fill('[name=receivedOn]', `${year}-12-30`);
  await finance.getByRole('button', { name: 'Record the payment' }).click();
  expect(await finance.locator('.field .error').textContent()).toContain(`closed through 31`);
  await finance.goto('/w/network/dues/books/closing');
  const row = finance.locator('tbody tr').first();
  await row.locator('summary', { hasText: 'Ask to reopen' }).click();
  await row.locator('[name=reason]').fill('A payment of December was found');
  await row.getByRole('button', { name: /^Yes/ }).click();
  expect(await row.getByRole('button', { name: 'Reopen' }).isDisabled()).toBe(true);
  const second = await openAs('Global secretariat');
  await second.goto('/w/network/dues/books/closing');
  const asked = second.locator('tbody tr').first();
  await asked.locator('summary', { hasText: 'Reopen' }).click();
  await asked
    .getByRole('button', { name: /^Yes, Reopen|^Yes/ })
    .first()
    .click();
  expect(await asked.textContent()).toContain('Reopened');
});

test('the pages of the books have no accessibility fault, in Arabic neither', {
  timeout: 240_000,
}, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Finance', { locale });
    const books = ['', '/journal', '/aged', '/shares', '/write-offs', '/closing'].map(
      (one) => `/w/network/dues/books${one}`,
    );
    for (const path of [...books, '/w/107/dues/statement', '/w/107/dues/settle']) {
      await page.goto(path);
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${locale} ${path} ${fault}`));
    }
  }
  expect(faults).toEqual([]);
});
