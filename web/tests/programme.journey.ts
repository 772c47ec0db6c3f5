import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();
const phone = { viewport: { width: 390, height: 844 } };

/** Opens the sheet of an act, fills its fields and confirms. */
async function take(page: Page, act: string, fields: Record<string, string> = {}): Promise<void> {
  const sheet = page.locator('details.confirm', { has: page.locator('summary', { hasText: act }) });
  if (!(await sheet.getAttribute('open').then((value) => value !== null)))
    await sheet.locator('summary').click();
  for (const [name, value] of Object.entries(fields)) await sheet.locator(`[name=${name}]`).fill(value);
  await Promise.all([page.waitForLoadState('load'), sheet.locator('form button').click()]);
}

const state = (page: Page) => page.locator('dl.facts .tag').first().textContent();

async function plan(page: Page, title: string): Promise<void> {
  const year = new Date().getUTCFullYear();
  await page.goto('/w/cwa/programme');
  await page.getByRole('link', { name: 'Plan an activity' }).click();
  await page.fill('[name=title]', title);
  await page.fill('[name=objective]', 'Agree on common steps');
  await page.fill('[name=from]', '2010-10-25');
  await page.fill('[name=until]', '2010-10-27');
  await page.selectOption('[name=primary]', '5');
  await page.check('[name=secondary][value="1"]');
  await page.fill('[name=funders]', 'A fund\nAnother fund');
  await page.click('main form button');
  expect(await page.locator('.field .error').textContent()).toContain('outside the years');
  expect(await page.inputValue('[name=funders]')).toBe('A fund\nAnother fund');
  expect(await page.isChecked('[name=secondary][value="1"]')).toBe(true);
  await page.fill('[name=from]', `${year}-01-12`);
  await page.fill('[name=until]', `${year}-01-14`);
  await page.click('main form button');
  await page.waitForURL(/programme\/[0-9a-f-]{36}$/);
}

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a coordinator plans, holds and reports an activity, and the public reads it', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    const title = `Workshop ${javaScriptEnabled ? 'with' : 'without'} script`;
    await plan(page, title);
    expect(await state(page)).toBe('Planned');
    const address = page.url();
    await page.getByRole('link', { name: 'Change the plan' }).click();
    expect(await page.inputValue('[name=title]')).toBe(title);
    await page.fill('[name=venue]', 'Dakar');
    await page.click('main form button');
    await page.waitForURL(address);
    expect(await page.locator('dl.facts').first().textContent()).toContain('Dakar');
    await take(page, 'Mark as held');
    expect(await state(page)).toBe('Held');
    await take(page, 'Report', { participants: '20', women: '30', outcomes: 'A network of trainers' });
    expect(await page.locator('.field .error').textContent()).toContain('More than all participants');
    expect(await page.inputValue('[name=outcomes]')).toBe('A network of trainers');
    await take(page, 'Report', { women: '12' });
    expect(await state(page)).toBe('Reported');
    expect(await page.locator('.timeline li').count()).toBe(4);
    await page.getByRole('link', { name: 'Public page' }).click();
    const reader = await open({ javaScriptEnabled });
    expect((await reader.goto(page.url()))?.status()).toBe(200);
    expect(await reader.locator('main').textContent()).toContain('A network of trainers');
  });

  test('a withdrawal needs a reason, is kept in the history, and can be taken back', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    await plan(page, 'Forum that is put off');
    await take(page, 'Withdraw', { reason: 'No room' });
    expect(await state(page)).toBe('Withdrawn');
    expect(await page.locator('.timeline').textContent()).toContain('No room');
    const reader = await open({ javaScriptEnabled });
    const address = new URL(page.url());
    const id = address.pathname.split('/').at(-1);
    expect((await reader.goto(`/programmes/gp2005/${id}`))?.status()).toBe(404);
    await take(page, 'Plan again');
    expect(await state(page)).toBe('Planned');
  });

  test('a number in the table opens to as many activities', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    await page.goto('/w/cwa/programme');
    const figure = page.locator('table').first().locator('tbody td a').first();
    const count = await figure.textContent();
    await figure.click();
    expect(page.url()).toMatch(/component=\d/);
    expect(await page.locator('.pager').textContent()).toMatch(new RegExp(`^\\s*${count} row`));
  });

  test('what an office may not do is disabled with the reason, and another region is refused', async () => {
    const auditor = await openAs('Auditor', { javaScriptEnabled });
    await auditor.goto('/w/cwa/programme');
    expect(await auditor.locator('.page-head button').isDisabled()).toBe(true);
    expect(await auditor.locator('.page-head .reason').textContent()).toContain('Only the coordinator');
    await auditor.goto('/w/eur/programme?state=PLANNED');
    const link = await auditor.locator('#activities ~ section tbody th a').first().getAttribute('href');
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    expect((await page.goto(String(link)))?.status()).toBe(403);
    const foreign = String(link).replace('/w/eur/', '/w/cwa/');
    expect((await page.goto(foreign))?.status()).toBe(404);
  });

  test('a second programme of a region in the same years is refused at its field', async () => {
    const page = await openAs('Regional coordinator', { javaScriptEnabled });
    await page.goto('/w/cwa/programme');
    await take(page, 'New regional programme', { title: 'Another one', code: 'CWA-X' });
    expect(await page.locator('.field .error').textContent()).toContain('already has a programme');
    expect(await page.inputValue('[name=title]')).toBe('Another one');
  });

  test('the published programme stands with its components, its acts and what is not translated', async () => {
    const page = await open({ javaScriptEnabled, locale: 'ar', ...phone });
    await page.goto('/programmes/gp2005');
    expect(await page.locator('ol.stack > li').count()).toBe(7);
    expect(await page.locator('ol.stack > li [lang=en][dir=ltr]').count()).toBe(7);
    expect(await page.locator('.timeline time').allTextContents()).toHaveLength(4);
    expect(await page.locator('.timeline time').first().getAttribute('datetime')).toBe('2004-04');
  });
});

test.each([
  ['light', 'en'],
  ['dark', 'ar'],
] as const)(
  'programme pages are accessible in %s, in %s',
  async (colorScheme, locale) => {
    const page = await openAs('Global secretariat', { colorScheme, locale, ...phone });
    await page.goto('/w/cwa/programme?state=HELD');
    const held = await page.locator('#activities ~ section tbody th a').first().getAttribute('href');
    for (const path of [
      '/programmes',
      '/programmes/gp2005',
      '/w/network/programme?state=WITHDRAWN',
      '/w/cwa/programme?component=1',
      '/w/cwa/programme/plan',
      '/w/107/programme',
      String(held),
      `${held}/change`,
    ]) {
      await page.goto(path);
      expect(await accessibilityFaults(page), path).toEqual([]);
      const overflow = await page.evaluate(
        'document.documentElement.scrollWidth - document.documentElement.clientWidth',
      );
      expect(overflow, path).toBe(0);
    }
  },
  120_000,
);
