import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();

const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';
const dataOf = async (page: Page) =>
  JSON.parse((await page.locator('script[type="application/ld+json"]').textContent()) ?? 'null');

describe.each([true, false])('the directory, with script: %s', (javaScriptEnabled) => {
  const options = { javaScriptEnabled };
  const looksRight = async (page: Page) => {
    if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
  };

  test('the public finds members by region, country and name, on a map and in files', async () => {
    const page = await open(options);
    const refused: string[] = [];
    page.on('console', (message) => {
      if (/Content Security Policy/i.test(message.text())) refused.push(message.text());
    });
    await page.goto('/members');
    await looksRight(page);
    const all = await page.locator('main tbody tr').count();
    expect(all).toBe(50);
    const data = await dataOf(page);
    expect(data).toMatchObject({ '@context': 'https://schema.org', '@type': 'NGO' });
    expect(data.member).toHaveLength(50);
    await page.selectOption('[name=region]', { index: 2 });
    await page.selectOption('[name=category]', { index: 1 });
    await Promise.all([page.waitForURL(/region=/), page.click('button:has-text("Filter")')]);
    const shown = await page.locator('main tbody tr').count();
    expect(shown).toBeGreaterThan(0);
    expect(shown).toBeLessThan(all);
    for (const format of ['csv', 'xlsx', 'json'])
      expect(
        (await page.request.get(`/members/export.${format}${new URL(page.url()).search}`)).status(),
      ).toBe(200);
    await page.locator('main tbody th a').first().click();
    await page.waitForURL(/members\/\d+/);
    await looksRight(page);
    const name = (await page.locator('h1').textContent()) ?? '';
    expect(name).toContain((await dataOf(page)).name);
    await page.goto('/members?asOf=1990-01-01');
    expect(await page.locator('main tbody tr').count()).toBeLessThan(all);
    expect(refused).toEqual([]);
  }, 120_000);

  test('a pass is issued, verified by anybody, renewed and revoked', async () => {
    const secretary = await openAs('Council secretary', options);
    const council = secretary.url().match(/\/w\/(\d+)/)?.[1];
    const act = async (label: RegExp, fields: Record<string, string> = {}) => {
      await secretary.goto(`/w/${council}/pass`);
      const sheet = secretary
        .locator('details.confirm')
        .filter({ has: secretary.locator('summary', { hasText: label }) });
      await sheet.locator('summary').click();
      for (const [name, value] of Object.entries(fields)) await sheet.locator(`[name=${name}]`).fill(value);
      await Promise.all([secretary.waitForURL('**done=1'), sheet.locator('button').first().click()]);
    };
    await act(/Issue a pass|Renew the pass/);
    await looksRight(secretary);
    const link = String(await secretary.getByRole('link', { name: 'What others see' }).getAttribute('href'));
    const anybody = await open(options);
    await anybody.goto(link);
    expect(await main(anybody)).toContain('is a member of the network');
    expect(await main(anybody)).toContain('not to the public');
    await looksRight(anybody);
    const pdf = await anybody.request.get(`${link}/pass.pdf`);
    expect(pdf.headers()['content-type']).toBe('application/pdf');
    expect((await anybody.request.get(`${link}/qr.svg`)).headers()['content-type']).toBe('image/svg+xml');
    await act(/Renew the pass/);
    await anybody.goto(link);
    expect(await main(anybody)).toContain('It was replaced by a later pass.');
    const next = String(await secretary.getByRole('link', { name: 'What others see' }).getAttribute('href'));
    await act(/Revoke the pass/, { reason: 'The card was lost' });
    await anybody.goto('/verify');
    await anybody.fill('[name=code]', next.split('/').at(-1) ?? '');
    await Promise.all([anybody.waitForURL(/verify\/.+/), anybody.click('button:has-text("Check")')]);
    expect(await main(anybody)).toContain('It was revoked.');
    await anybody.goto('/verify/AAAAAAAAAAAAAAAAAAAAAAAAAA');
    expect(await main(anybody)).toContain('No pass has this code.');
    await looksRight(anybody);
  }, 120_000);
});
