import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { faultsInBothSchemes, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();

/** Axe needs script in the page: without it, the same page is read as it stands. */
async function looksRight(page: Page, script: boolean): Promise<void> {
  if (!script) return;
  expect(await faultsInBothSchemes(page), page.url()).toEqual([]);
}

/** The first member of the network's list in this state. */
async function memberPage(page: Page, place: string, search = ''): Promise<string> {
  await page.goto(`/w/${place}/members${search}`);
  const href = await page.locator('main tbody th a:not([href*="applications"])').first().getAttribute('href');
  return String(href).split('?')[0] ?? '';
}

const main = (page: Page) => page.locator('main').textContent();

describe.each([true, false])('script: %s', (javaScriptEnabled) => {
  const options = { javaScriptEnabled };

  test('the secretariat sees the earliest end of a resignation, records it and takes it back', async () => {
    const page = await openAs('Global secretariat', options);
    const member = await memberPage(page, 'network', '?suspended=no');
    await page.goto(`${member}/history`);
    await looksRight(page, javaScriptEnabled);
    await page.click('main a:has-text("Record a resignation")');
    await page.waitForURL('**/history/resign');
    await looksRight(page, javaScriptEnabled);
    expect(await main(page)).toMatch(/the membership ends on 1 Jan \d{4} at the earliest/i);
    await page.fill('[name=from]', '2026-12-01');
    await page.fill('[name=reason]', 'No funds');
    await page.click('main form button:not([formmethod])');
    await page.waitForSelector('[aria-invalid=true]');
    expect(await main(page)).toContain('at the earliest');
    await page.fill('[name=from]', '');
    await page.click('main form button:not([formmethod])');
    await page.waitForURL('**done=resign');
    expect(await main(page)).toContain('Leaving');
    await page.click('main a:has-text("Withdraw the resignation")');
    await page.fill('[name=reason]', 'Funds were found');
    await page.click('main form button:not([formmethod])');
    await page.waitForURL('**done=withdraw');
    expect(await main(page)).toContain('Funds were found');
    await looksRight(page, javaScriptEnabled);
  }, 120_000);

  test('an exclusion is shown with its appeal before it is done, and refused where the member was not heard', async () => {
    const page = await openAs('Global secretariat', options);
    const member = await memberPage(page, 'network', '?suspended=no&sort=-name');
    await page.goto(`${member}/history/exclude`);
    await page.fill('[type=date][name=heardOn]', '2026-06-01');
    await page.fill('[type=date][name=decidedOn]', '2026-06-10');
    await page.click('button[formmethod=get]');
    await page.waitForURL('**heardOn=2026-06-01**');
    expect(await main(page)).toContain('at least 30 days before the decision');
    await looksRight(page, javaScriptEnabled);
    await page.fill('[type=date][name=heardOn]', '2026-04-01');
    await page.click('button[formmethod=get]');
    await page.waitForURL('**heardOn=2026-04-01**');
    expect(await main(page)).toMatch(/An appeal has to come before/);
  }, 120_000);

  test('the coordinator compares two days of the region, reads who has not renewed, and takes the list along', async () => {
    const page = await openAs('Regional coordinator', options);
    const place = page.url().match(/\/w\/([a-z]+)/)?.[1] ?? '';
    await page.goto(`/w/${place}/members/compare?from=2005-01-01&until=2020-01-01`);
    await looksRight(page, javaScriptEnabled);
    expect(await main(page)).toContain('Joined');
    expect(await page.locator('main tbody tr').count()).toBeGreaterThan(1);
    const file = await page.request.get(
      `/w/${place}/members/compare/export.csv?from=2005-01-01&until=2020-01-01&region=${place}`,
    );
    expect(file.status()).toBe(200);
    expect(await file.text()).toContain('Joined');
    await page.goto(`/w/${place}/members/renewals`);
    await looksRight(page, javaScriptEnabled);
    expect(await main(page)).toContain('Not renewed');
  }, 120_000);

  test('the secretariat restates totals, and every table says in whose regions it counts', async () => {
    const page = await openAs('Global secretariat', options);
    await page.goto('/w/network/members/compare?from=2012-01-01&structure=of_from');
    await looksRight(page, javaScriptEnabled);
    expect(await main(page)).toMatch(/Members: Regions of/);
    expect(await main(page)).toMatch(/Dues of the year of each day: Regions of/);
  }, 120_000);

  test('the public moves the slider on the map and outline, from change to change', async () => {
    const page = await open(options);
    await page.goto('/');
    await looksRight(page, javaScriptEnabled);
    await page.click('#slider-steps a:has-text("Change before")');
    await page.waitForURL('**asOf=**');
    const [range] = [page.locator('form[data-slide] input[type=range]')];
    if (javaScriptEnabled) {
      await range.fill('14610');
      await page.waitForURL('**asOf=2010-01-01**');
    } else {
      await page.goto('/?slide=14610');
    }
    expect(page.url()).toContain('asOf=2010-01-01');
    await page.waitForSelector('.as-of-banner');
    expect(await page.locator('.as-of-banner').textContent()).toContain('2010');
  }, 120_000);
});
