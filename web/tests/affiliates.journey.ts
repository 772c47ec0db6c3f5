import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { openAs } = useBrowser();

const councilOf = (page: Page) => String(page.url().match(/\/w\/(\d+)/)?.[1]);
const main = async (page: Page) => (await page.locator('main').textContent()) ?? '';

/** Opens the sheet of an act, fills it in and confirms. */
async function confirmAct(page: Page, label: string, fields: Record<string, string> = {}): Promise<void> {
  const sheet = page
    .locator('details.confirm', { has: page.locator(`summary:has-text("${label}")`) })
    .first();
  await sheet.locator('summary').click();
  for (const [name, value] of Object.entries(fields)) await sheet.locator(`[name=${name}]`).fill(value);
  await Promise.all([
    page.waitForLoadState('load'),
    sheet.locator('button[type=submit], button:not([type])').first().click(),
  ]);
}

describe.each([true, false])('affiliates, with script: %s', (javaScriptEnabled) => {
  const options = { javaScriptEnabled };
  const looksRight = async (page: Page) => {
    if (javaScriptEnabled) expect(await accessibilityFaults(page)).toEqual([]);
  };

  test('a council’s secretary decides who sees the affiliates, and the coordinator sees what is shared', async () => {
    const secretary = await openAs('Council secretary', options);
    const council = councilOf(secretary);
    const coordinator = await openAs('Regional coordinator', options);
    const decide = async (level: string) => {
      await secretary.goto(`/w/${council}/affiliates/sharing`);
      const form = secretary.locator('form[action="?/share"]').first();
      if (await form.locator(`[value=${level}]`).isChecked()) return;
      await form.locator(`[value=${level}]`).check();
      await Promise.all([secretary.waitForURL('**done=1'), form.locator('button').click()]);
      expect(await main(secretary)).toContain('It holds from now on.');
    };
    await decide('sizes');
    await decide('counts');
    await looksRight(secretary);
    await coordinator.goto(`/w/${council}/affiliates`);
    expect(await main(coordinator)).toContain('No affiliate matches.');
    const region = new URL(coordinator.url()).pathname;
    expect(region).toContain(council);
    await coordinator.goto('/w');
    await coordinator.goto(`${new URL(coordinator.url()).pathname}/affiliates/counts`);
    await looksRight(coordinator);
    expect(await main(coordinator)).toContain('the number');
    await decide('list');
    await coordinator.goto(`/w/${council}/affiliates`);
    expect(await coordinator.locator('main tbody tr').count()).toBeGreaterThan(0);
    await coordinator.goto(`/w/${council}/affiliates/sharing`);
    expect(await main(coordinator)).toContain('Only the council’s secretary decides this.');
  }, 120_000);

  test('an affiliate gets a size, is withheld, and its file leaves in three formats', async () => {
    const page = await openAs('Council secretary', options);
    const council = councilOf(page);
    await page.goto(`/w/${council}/affiliates`);
    await looksRight(page);
    await page.locator('main tbody th a').first().click();
    await page.waitForURL(/affiliates\/[0-9a-f-]{36}$/);
    await looksRight(page);
    await confirmAct(page, 'Record the size', { persons: '321', day: '2025-12-31' });
    await page.waitForURL('**done=1');
    expect(await main(page)).toContain('321');
    const withheld = (await main(page)).includes('Withheld');
    await confirmAct(page, withheld ? 'Share it as the others' : 'Withhold from region and network');
    await page.waitForURL('**done=1');
    for (const format of ['csv', 'xlsx', 'json']) {
      const file = await page.request.get(`/w/${council}/affiliates/export.${format}`);
      expect(file.status(), format).toBe(200);
      expect(file.headers()['content-disposition']).toContain(`affiliates.${format}`);
    }
  }, 120_000);

  test('the census is proposed from the register, with the list of those counted', async () => {
    const page = await openAs('Council treasurer', options);
    await page.goto(`/w/${councilOf(page)}/dues/declaration`);
    const list = page.getByRole('link', { name: 'Those counted' }).first();
    expect(await list.count()).toBe(1);
    await looksRight(page);
    await list.click();
    await page.waitForURL(/asOf=\d{4}-12-31/);
    expect(await main(page)).toContain('are counted on');
  }, 120_000);

  test('a council keeps categories and dues of its own, which the coordinator does not see', async () => {
    const page = await openAs('Council treasurer', options);
    const council = councilOf(page);
    const name = `Friends ${Date.now()}`;
    await page.goto(`/w/${council}/affiliates/dues`);
    await looksRight(page);
    await page.fill('form[action="?/add"] [name=name]', name);
    await Promise.all([page.waitForURL('**done=1'), page.click('button:has-text("Add a category")')]);
    expect(await main(page)).toContain(name);
    const card = page.locator('.card', { hasText: name });
    await card.locator('summary:has-text("Set a tariff")').click();
    await card.locator('[name=amount]').fill('0,5');
    await card.locator('[name=currency]').fill('EUR');
    await Promise.all([page.waitForURL('**done=1'), card.locator('details[open] button').first().click()]);
    expect(await page.locator('.card', { hasText: name }).textContent()).toContain('0.50');
    const coordinator = await openAs('Regional coordinator', options);
    await coordinator.goto(`/w/${council}/affiliates/dues`);
    expect(await main(coordinator)).toContain('Only the council’s own people see this.');
  }, 120_000);
});
