import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();

const councilOf = (page: Page) => String(page.url().match(/\/w\/(\d+)/)?.[1]);
const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';

/** Opens the sheet of an act, fills it in and confirms. */
async function confirmAct(page: Page, label: string, fields: Record<string, string>): Promise<void> {
  const sheet = page
    .locator('details.confirm', { has: page.locator(`summary:has-text("${label}")`) })
    .first();
  if ((await sheet.getAttribute('open')) === null) await sheet.locator('summary').click();
  for (const [name, value] of Object.entries(fields)) await sheet.locator(`[name=${name}]`).fill(value);
  await Promise.all([page.waitForLoadState('load'), sheet.locator('form button').last().click()]);
}

describe.each([true, false])('organisations, with script: %s', (javaScriptEnabled) => {
  const options = { javaScriptEnabled };
  const mark = javaScriptEnabled ? 'alpha' : 'beta';
  const looksRight = async (page: Page) => {
    if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
  };

  test('a council’s secretary enters names, a number and a contact, and everybody finds the council by them', async () => {
    const page = await openAs('Council secretary', options);
    const council = councilOf(page);
    await page.goto(`/w/${council}/organisation`);
    await looksRight(page);
    await confirmAct(page, 'Add a name', { name: `Al\u202e ${mark}` });
    expect(await main(page)).toContain('U+202E');
    await confirmAct(page, 'Add a name', { name: `مجلس ${mark}`, language: 'ar' });
    await page.waitForURL('**done=addName');
    expect(await main(page)).toContain(`مجلس ${mark}`);
    await confirmAct(page, 'Add an identifier', { list: 'GB-CHC', number: 'no number' });
    expect(await main(page)).toContain('1234567');
    const number = javaScriptEnabled ? '7654321' : '7654322';
    await confirmAct(page, 'Add an identifier', { list: 'GB-CHC', number });
    await page.waitForURL('**done=addIdentifier');
    await confirmAct(page, 'Add a contact', { name: `Desk ${mark}`, email: `${mark}@council.example` });
    await page.waitForURL('**done=keepContact');
    await looksRight(page);
    const reader = await open(options);
    await reader.goto(`/members/${council}`);
    expect(await main(reader)).toContain(`GB-CHC-${number}`);
    expect(await main(reader)).toContain(`مجلس ${mark}`);
    expect(await main(reader)).not.toContain(`Desk ${mark}`);
    await looksRight(reader);
  }, 120_000);

  test('a document is sent in, downloaded, withdrawn and restored; another file is refused at its field', async () => {
    const page = await openAs('Council secretary', options);
    await page.goto(`/w/${councilOf(page)}/documents`);
    await looksRight(page);
    const send = async (title: string, body: string) => {
      const form = page.locator('form.card[action="?/upload"]');
      await form.locator('[name=title]').fill(title);
      await form.locator('[name=from]').fill('2026-01-01');
      await form
        .locator('[name=file]')
        .setInputFiles({ name: 'a.pdf', mimeType: 'application/pdf', buffer: Buffer.from(body) });
      await Promise.all([page.waitForLoadState('load'), form.locator('button').click()]);
    };
    await send(`Report ${mark}`, '<script>alert(1)</script>');
    expect(await main(page)).toContain('This is not a PDF file');
    await send(`Report ${mark}`, `%PDF-1.7\n% ${mark}\n%%EOF`);
    await page.waitForURL('**done=upload');
    const row = page.locator('tr', { hasText: `Report ${mark}` });
    const href = String(await row.locator('a').first().getAttribute('href'));
    const file = await page.request.get(href);
    expect(await file.text()).toContain(mark);
    expect(file.headers()['content-disposition']).toContain('attachment');
    const sheet = row.locator('details.confirm', { hasText: 'Withdraw' }).last();
    await sheet.locator('summary').click();
    await sheet.locator('[name=reason]').fill('the wrong year');
    await Promise.all([page.waitForURL('**done=withdraw'), sheet.locator('form button').click()]);
    expect(await row.textContent()).toContain('the wrong year');
    await row.locator('summary').first().click();
    await Promise.all([
      page.waitForURL('**done=restore'),
      row.locator('details.confirm form button').first().click(),
    ]);
    expect(await row.textContent()).not.toContain('the wrong year');
  }, 120_000);

  test('the secretariat compares two records, merges them, and undoes it', async () => {
    const page = await openAs('Global secretariat', options);
    await page.goto('/w/network/members/duplicates');
    await looksRight(page);
    await page.locator('tr', { hasText: '(registered office)' }).locator('a').click();
    await page.waitForURL('**/duplicates/*/*');
    await looksRight(page);
    expect(await main(page)).toContain('What stands against it');
    await confirmAct(page, 'Merge', { reason: 'entered twice' });
    await page.waitForURL('**done=merge');
    expect(await main(page)).toContain('from a merged record');
    await looksRight(page);
    await confirmAct(page, 'Undo the merge', { reason: 'they are two' });
    await page.waitForURL('**done=undoMerge');
    expect(await main(page)).toContain('undone');
    await page.goto('/w/network/members/expiring?within=60');
    expect(await page.locator('main tbody tr').count()).toBeGreaterThan(0);
    await looksRight(page);
  }, 120_000);
});
