import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { spreadsheet } from '../../server/membership/corpus/spreadsheet.ts';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();

/** Opens an act's sheet, fills its fields, and confirms. */
async function confirmAct(page: Page, act: string, fields: Record<string, string> = {}): Promise<void> {
  const sheet = page.locator('details.confirm', { has: page.locator('summary', { hasText: act }) });
  await sheet.locator('summary').click();
  for (const [name, value] of Object.entries(fields)) await sheet.locator(`[name="${name}"]`).fill(value);
  await sheet.locator('button[type=submit]').click();
}

/** What an outside organisation types; the country decides the region. */
async function fillApplication(page: Page, name: string, country: string): Promise<void> {
  await page.fill('[name=name]', name);
  await page.selectOption('[name=country]', country);
  await page.selectOption('[name=category]', 'B');
  await page.fill('[name=contactName]', 'Invented Person');
  await page.fill('[name=contactEmail]', `person.${country.toLowerCase()}@example.org`);
  await page.fill('[name=message]', 'We have read the statutes.');
}

/** A list with the headers of a French spreadsheet, and one row with two faults. */
const listOf = (numbers: number[]) =>
  spreadsheet([
    ['Numéro', 'Nom', 'Ville', 'Depuis'],
    ...numbers.map((number) => [`J-${number}`, `Maison ${number}`, 'Dakar', '2021-01-01']),
    ['J-999', '', 'Dakar', '31/31/2021'],
  ]);

describe.each([
  {
    way: 'with script',
    javaScriptEnabled: true,
    country: 'CV',
    name: 'Harmattan Council',
    numbers: [1, 2, 3],
  },
  { way: 'without script', javaScriptEnabled: false, country: 'GW', name: 'Bissau Forum', numbers: [4, 5] },
])('$way', ({ javaScriptEnabled, country, name, numbers }) => {
  const options = { javaScriptEnabled, locale: 'en' };
  const looksRight = async (page: Page) => {
    if (javaScriptEnabled) expect(await accessibilityFaults(page), page.url()).toEqual([]);
  };

  test('a newcomer applies, the coordinator endorses, the secretariat admits', async () => {
    const newcomer = await open(options);
    await newcomer.goto('/join');
    await looksRight(newcomer);
    await Promise.all([
      newcomer.waitForURL('**/join/*saved*'),
      newcomer.click('button:has-text("Save and go on")'),
    ]);
    await newcomer.click('button:has-text("Send the application")');
    expect(await newcomer.locator('.field .error').count()).toBeGreaterThanOrEqual(4);
    await looksRight(newcomer);
    await fillApplication(newcomer, name, country);
    await newcomer.click('button:has-text("Save and go on")');
    await Promise.all([
      newcomer.waitForURL('**/join/*received*'),
      newcomer.click('button:has-text("Send the application")'),
    ]);
    const link = newcomer.url().replace(/\?.*/, '');
    await looksRight(newcomer);

    const coordinator = await openAs('Regional coordinator', options);
    await coordinator.goto('/w/cwa/members');
    await looksRight(coordinator);
    await coordinator.click(`a:has-text("${name}")`);
    await coordinator.waitForURL('**/applications/**');
    await looksRight(coordinator);
    expect(await coordinator.locator('button:has-text("Admit")').isDisabled()).toBe(true);
    await confirmAct(coordinator, 'Endorse', { reason: 'Visited in March' });
    await coordinator.waitForURL('**done=1');
    expect(await coordinator.locator('main').textContent()).toContain('Endorsed by the region');

    const secretariat = await openAs('Global secretariat', options);
    await secretariat.goto('/w/network/members');
    await looksRight(secretariat);
    await secretariat.click(`a:has-text("${name}")`);
    await secretariat.waitForURL('**/applications/**');
    await confirmAct(secretariat, 'Admit', {
      reference: 'Minutes of 3 May',
      despite: 'Its papers were seen in March',
    });
    await secretariat.waitForURL('**done=1');
    await secretariat.click(`main a:has-text("${name}")`);
    await secretariat.waitForURL(/members\/\d+$/);
    await looksRight(secretariat);
    await secretariat.click('main a:text-is("History"), nav a:text-is("History")');
    await secretariat.waitForURL('**/history');
    await secretariat.click('main a:text-is("Suspend")');
    await secretariat.waitForURL('**/history/suspend');
    await looksRight(secretariat);
    await secretariat.fill('[name=reason]', 'No report');
    await secretariat.click('main form button:not([formmethod])');
    await secretariat.waitForURL('**done=suspend');
    expect(await secretariat.locator('main').textContent()).toContain('No report');
    await confirmAct(secretariat, 'Take back', { reason: 'The report has come' });
    await secretariat.waitForURL('**done=undo');
    await looksRight(secretariat);

    await newcomer.goto(link);
    expect(await newcomer.locator('main').textContent()).toContain('Admitted');
  }, 120_000);

  test('the council’s secretary imports affiliates from a spreadsheet: check, choice, result', async () => {
    const page = await openAs('Council secretary', options);
    const council = page.url().match(/\/w\/(\d+)/)?.[1];
    await page.goto(`/w/${council}/affiliates`);
    await looksRight(page);
    await page.setInputFiles('[name=file]', {
      name: 'list.xlsx',
      mimeType: 'application/octet-stream',
      buffer: await listOf(numbers),
    });
    await Promise.all([page.waitForURL('**/imports/**'), page.click('button:has-text("Upload")')]);
    for (let looks = 0; looks < 20 && (await page.locator('#progress').count()) > 0; looks += 1)
      await page.goto(page.url());
    await looksRight(page);
    const text = await page.locator('main').textContent();
    expect(text).toContain('Please fill this in.');
    expect(text).toContain('31/31/2021');
    expect(await page.locator('button[value=all]').count()).toBe(0);
    await page.click('button[value=good]');
    for (
      let looks = 0;
      looks < 20 && !(await page.locator('main').textContent())?.includes('written to the register');
      looks += 1
    )
      await page.goto(page.url());
    expect(await page.locator('main').textContent()).toContain(`${numbers.length} rows were written`);
    await looksRight(page);
    await page.goto(`/w/${council}/affiliates?search=${encodeURIComponent(`maison ${numbers[0]}`)}`);
    await page.click(`a:has-text("Maison ${numbers[0]}")`);
    await page.waitForURL(/affiliates\/[0-9a-f-]{36}$/);
    await looksRight(page);
    await confirmAct(page, 'End the affiliation');
    await page.waitForURL('**done=1');
    expect(await page.locator('button:has-text("End the affiliation")').isDisabled()).toBe(true);
  });

  test('the same coordinator is refused another region', async () => {
    const coordinator = await openAs('Regional coordinator', options);
    expect((await coordinator.goto('/w/eur/members'))?.status()).toBe(403);
  });
});
