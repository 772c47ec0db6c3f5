import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, faultsInBothSchemes, useBrowser } from './browser.ts';

const { openAs } = useBrowser();

/** What a link of the page downloads. */
async function download(page: Page, link: string): Promise<{ name: string; body: Buffer }> {
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: link }).click(),
  ]);
  return { name: file.suggestedFilename(), body: readFileSync(await file.path()) };
}

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a treasurer opens an invoice, sees why, and takes it along in each language', async () => {
    const page = await openAs('Council treasurer', { javaScriptEnabled });
    const council = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/w/${council}/dues`);
    await page.getByRole('link', { name: 'Invoices', exact: true }).click();
    await page.locator('tbody th a').first().click();
    const title = String(await page.locator('h1').textContent()).replace(/[\u2068\u2069]/g, '');
    expect(title).toMatch(/^Invoice INV-\d{4}-\d{6}$/);
    await page.locator('details.why summary').first().click();
    expect(await page.locator('details.why').first().textContent()).toContain('Art. 3.1');
    expect(await page.getByRole('button', { name: 'Issue a credit note' }).isDisabled()).toBe(true);
    for (const language of ['English', 'French', 'Spanish', 'Arabic']) {
      const { name, body } = await download(page, `PDF (${language})`);
      expect(name).toBe(`${title.slice('Invoice '.length)}.pdf`);
      expect(body.subarray(0, 5).toString()).toBe('%PDF-');
    }
    const { body } = await download(page, 'UBL 2.1 (XML)');
    expect(body.toString()).toContain('urn:cen.eu:en16931:2017');
    const foreign = await page.goto('/w/network/dues/invoices');
    expect(foreign?.status()).toBe(403);
  });

  test('a council’s papers come in the language that it chooses', async () => {
    const secretary = await openAs('Council secretary', { javaScriptEnabled });
    const council = new URL(secretary.url()).pathname.split('/')[2];
    await secretary.goto(`/w/${council}/settings`);
    const form = secretary.locator('form[action="?/language"]');
    const choice = javaScriptEnabled ? 'es' : 'fr';
    await form.locator('select').selectOption(choice);
    await form.getByRole('button').click();
    await secretary.waitForURL(/settings$/);
    const papers = secretary.locator('#papers ~ p strong').first();
    expect(await papers.textContent()).toBe(javaScriptEnabled ? 'Spanish' : 'French');
    // Axe needs script in the page.
    if (javaScriptEnabled) expect(await accessibilityFaults(secretary)).toEqual([]);
    await secretary.goto(`/w/${council}/dues/statement`);
    expect(await secretary.getByRole('link', { name: /^PDF/ }).first().textContent()).toBe(
      javaScriptEnabled ? 'PDF (Spanish)' : 'PDF (French)',
    );
  });

  test('finance finds an invoice by its reference, takes a part of it back, and the council owes less', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto(`/w/network/dues/invoices?kind=invoice&state=overdue&sort=-amount`);
    await page
      .locator('tbody th a')
      .nth(javaScriptEnabled ? 0 : 1)
      .click();
    const number = String(await page.locator('h1').textContent())
      .replace(/[^\dA-Z-]|^Invoice/g, '')
      .replace(/^I(?=INV)/, '');
    const reference = String(await page.locator('.card dd').last().textContent());
    expect(reference).toMatch(/^RF\d{2} /);
    await page.goto('/w/network/dues/invoices');
    await page.fill('[name=search]', reference);
    await page.getByRole('button', { name: 'Filter' }).click();
    expect(await page.locator('tbody tr').count()).toBe(1);
    await page.locator('tbody th a').first().click();
    await page.locator('summary', { hasText: 'Issue a credit note' }).click();
    await page.fill('[name=amount]', '1,000,000');
    await page.fill('[name=reason]', 'Counted too many members');
    await page.getByRole('button', { name: /^Yes/ }).click();
    expect(await page.locator('.field .error').textContent()).toContain('more than is asked');
    expect(await page.inputValue('[name=reason]')).toBe('Counted too many members');
    await page.fill('[name=amount]', '12.50');
    await page.getByRole('button', { name: /^Yes/ }).click();
    await page.waitForURL(/invoices/);
    expect(await page.locator('h1').textContent()).toContain('Credit note');
    expect(await page.locator('main').textContent()).toContain('Counted too many members');
    expect((await download(page, 'PDF (English)')).name).toMatch(/^CN-\d{4}-\d{6}\.pdf$/);
    await page.getByRole('link', { name: number }).click();
    const notes = page.locator('table', { hasText: 'Credit notes' });
    expect(await notes.textContent()).toContain('12.50');
  });

  test('finance names an account to pay to, and a wrong digit is found', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues/payee');
    const currency = javaScriptEnabled ? 'CHF' : 'XOF';
    await page.locator('summary', { hasText: 'Name an account' }).click();
    await page.fill('[name=currency]', currency);
    await page.fill('[name=holder]', 'The network');
    await page.fill('[name=iban]', 'DE89 3704 0044 0532 0130 01');
    await page.getByRole('button', { name: /^Yes: Name an account/ }).click();
    expect(await page.locator('.field .error').textContent()).toContain('check digits');
    await page.fill('[name=iban]', 'DE89 3704 0044 0532 0130 00');
    await page.getByRole('button', { name: /^Yes: Name an account/ }).click();
    await page.waitForURL('**/dues/payee');
    expect(await page.locator('tbody tr', { hasText: currency }).textContent()).toContain(
      'DE89 3704 0044 0532 0130 00',
    );
  });

  test('the receipt of a payment comes as PDF', async () => {
    const page = await openAs('Council treasurer', { javaScriptEnabled });
    const council = new URL(page.url()).pathname.split('/')[2];
    await page.goto(`/w/${council}/dues`);
    await page.locator('a[href^="/receipts/"]').first().click();
    expect((await download(page, 'PDF (English)')).name).toMatch(/^\d{4}-\d{6}\.pdf$/);
  });
});

test('the pages of invoices have no faults that axe finds', async () => {
  const page = await openAs('Finance');
  for (const path of ['/w/network/dues/invoices', '/w/cwa/dues/invoices', '/w/network/dues/payee']) {
    await page.goto(path);
    expect(await faultsInBothSchemes(page), path).toEqual([]);
  }
  await page.goto('/w/network/dues/invoices?state=overdue');
  await page.locator('tbody th a').first().click();
  expect(await faultsInBothSchemes(page)).toEqual([]);
});

test('in Arabic the pages run from right to left', async () => {
  const page = await openAs('Council treasurer', { locale: 'ar' });
  const council = new URL(page.url()).pathname.split('/')[2];
  await page.goto(`/w/${council}/dues/invoices`);
  await page.locator('tbody th a').first().click();
  expect(await page.getAttribute('html', 'dir')).toBe('rtl');
  expect(await faultsInBothSchemes(page)).toEqual([]);
});
