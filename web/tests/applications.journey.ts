import type { Locator, Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { open, openAs } = useBrowser();

/** Presses a button that sends a form, and waits for the page that answers; it may have the address of the one before. */
async function sent(page: Page, button: Locator): Promise<void> {
  const answered = page.waitForEvent('domcontentloaded');
  await button.click();
  await answered;
}

/** Opens an act's sheet, fills its fields, and confirms. */
async function confirmAct(page: Page, act: string, fields: Record<string, string> = {}): Promise<void> {
  const sheet = page.locator('details.confirm', { has: page.locator('summary', { hasText: act }) });
  await sheet.locator('summary').click();
  for (const [name, value] of Object.entries(fields)) {
    const field = sheet.locator(`[name="${name}"]`);
    if ((await field.evaluate((one) => one.tagName)) === 'SELECT') await field.selectOption(value);
    else await field.fill(value);
  }
  await sent(page, sheet.locator('button[type=submit]'));
}

/** Ticks a condition of the checklist with a reason. */
async function tick(page: Page, condition: string, reason: string): Promise<void> {
  const row = page.locator('tr', { hasText: condition });
  await row.locator('summary').click();
  await row.locator('[name=reason]').fill(reason);
  await sent(page, row.locator('button:has-text("Save")'));
}

const pdf = (name: string, text: string) => ({
  name,
  mimeType: 'application/pdf',
  buffer: Buffer.from(`%PDF-1.7\n${text}\n%%EOF\n`),
});

describe.each([
  { way: 'with script', javaScriptEnabled: true, country: 'TG', name: 'Harmattan Alliance' },
  { way: 'without script', javaScriptEnabled: false, country: 'BJ', name: 'Lagoon Alliance' },
])('$way', ({ javaScriptEnabled, country, name }) => {
  const options = { javaScriptEnabled, locale: 'en' };
  const looksRight = async (page: Page) => {
    if (javaScriptEnabled) expect(await accessibilityFaults(page), page.url()).toEqual([]);
  };

  test('an applicant saves, resumes, hands in, answers, is refused, appeals, is admitted and has the letter', async () => {
    const applicant = await open(options);
    await applicant.goto('/categories');
    await looksRight(applicant);
    await applicant.locator('a:has-text("Apply in this category")').nth(1).click();
    await applicant.waitForURL('**/join?category=B');
    await applicant.fill('[name=name]', name);
    await Promise.all([
      applicant.waitForURL('**saved=1'),
      applicant.click('button:has-text("Save and go on")'),
    ]);
    const link = applicant.url().replace(/\?.*/, '');

    // Another day, on another device: only the link.
    const later = await open(options);
    await later.goto(link);
    await looksRight(later);
    expect(await later.inputValue('[name=name]')).toBe(name);
    expect(await later.inputValue('[name=category]')).toBe('B');
    await later.selectOption('[name=country]', country);
    await later.fill('[name=founded]', '١٩٩٨');
    await later.fill('[name=contactName]', 'Invented Person');
    await later.fill('[name=contactEmail]', 'alliance@nowhere');
    await sent(later, later.locator('button:has-text("Save and go on")'));
    expect(await later.locator('main').textContent()).toContain('Saved. Please look at what is marked');
    expect(await later.locator('.field .error').textContent()).toContain('e-mail address');
    await later.fill('[name="said.aims"]', 'Our assembly adopted them.');
    await later.selectOption('[name="value.aims"]', 'true');
    await sent(later, later.locator('button:has-text("Save the answers")'));
    expect(later.url()).toContain('done=saved');
    await later.fill('[name=contactEmail]', `alliance.${country.toLowerCase()}@example.org`);
    await sent(later, later.locator('button:has-text("Save and go on")'));
    await later.selectOption('[name=kind]', 'statutes');
    await later.setInputFiles('[name=file]', { ...pdf('statutes.pdf', ''), buffer: Buffer.from('no PDF') });
    await sent(later, later.locator('button:has-text("Upload")'));
    expect(await later.locator('main').textContent()).toContain('This is not a PDF file');
    expect(await later.inputValue('[name="said.aims"]')).toBe('Our assembly adopted them.');
    await looksRight(later);
    await later.setInputFiles('[name=file]', pdf('statutes.pdf', name));
    await sent(later, later.locator('button:has-text("Upload")'));
    expect(await later.locator('main').textContent()).toContain('Handed in: statutes.pdf');
    await Promise.all([
      later.waitForURL('**done=received'),
      later.click('button:has-text("Send the application")'),
    ]);
    await looksRight(later);
    expect(await later.locator('tr', { hasText: 'Statutes in force' }).textContent()).toContain('Met');
    expect(await later.locator('main').textContent()).toContain('First dues');

    const coordinator = await openAs('Regional coordinator', options);
    await coordinator.goto('/w/cwa/members');
    await coordinator.click(`a:has-text("${name}")`);
    await coordinator.waitForURL('**/applications/**');
    await looksRight(coordinator);
    await coordinator.fill('[name=words]', 'Could you send the report of last year?');
    await sent(coordinator, coordinator.locator('button:has-text("Send")'));

    await later.goto(link);
    expect(await later.locator('#thread ~ ol').first().textContent()).toContain('report of last year');
    await later.fill('[name=words]', 'Here it is.');
    await sent(later, later.locator('button:has-text("Send")'));
    await later.selectOption('[name=kind]', 'annual_report');
    await later.setInputFiles('[name=file]', pdf('report.pdf', `${name} report`));
    await sent(later, later.locator('button:has-text("Upload")'));

    await coordinator.reload();
    expect(await coordinator.locator('main').textContent()).toContain('Here it is.');
    await tick(coordinator, 'Shares the aims', 'Seen in the minutes of their assembly');
    await confirmAct(coordinator, 'Refuse', { reason: 'No seat in the country' });
    await looksRight(coordinator);

    await later.goto(link);
    expect(await later.locator('main').textContent()).toContain('No seat in the country');
    expect(await later.locator('main').textContent()).toContain('Seen in the minutes of their assembly');
    await looksRight(later);
    await confirmAct(later, 'Appeal', { reason: 'Our seat is entered in the national register.' });
    expect(await later.locator('main').textContent()).toContain('Appeal waiting');

    const secretariat = await openAs('Global secretariat', options);
    await secretariat.goto('/w/network/members');
    await secretariat.click(`a:has-text("${name}")`);
    await secretariat.waitForURL('**/applications/**');
    expect(await secretariat.locator('main').textContent()).toContain('entered in the national register');
    await looksRight(secretariat);
    await confirmAct(secretariat, 'Decide the appeal', {
      granted: 'true',
      reference: 'CR minutes of June',
      reason: 'The seat is proven',
    });
    await confirmAct(secretariat, 'Admit', { reference: 'EC minutes of July' });
    await looksRight(secretariat);
    expect(await secretariat.locator('a[hreflang=ar][href*="letter.pdf"]').count()).toBe(1);

    await later.goto(link);
    expect(await later.locator('main').textContent()).toContain('You are a member');
    await looksRight(later);
    const letter = await later.request.get(
      String(await later.locator('a[hreflang=ar][href*="letter.pdf"]').getAttribute('href')),
    );
    expect(letter.headers()['content-type']).toBe('application/pdf');
    expect((await letter.body()).subarray(0, 5).toString()).toBe('%PDF-');
  }, 400_000);

  test('two councils of one country are told of each other, by the rule of the rulebook', async () => {
    const coordinator = await openAs('Regional coordinator', options);
    await coordinator.goto('/w/cwa/members');
    await coordinator.click('a:has-text("Old Ferry Council")');
    await coordinator.waitForURL('**/applications/**');
    const told = await coordinator.locator('.notice').first().textContent();
    expect(told).toContain('Twin Ferry Council');
    expect(told).toContain('Article 1.2');
    await looksRight(coordinator);
    await coordinator.goto('/w/cwa/categories');
    await looksRight(coordinator);
    expect(await coordinator.locator('main').textContent()).toContain(
      'At least three affiliated organisations',
    );
  });

  test('a form that is not wanted any more is deleted', async () => {
    const page = await open({ ...options, locale: 'ar' });
    await page.goto('/join');
    await looksRight(page);
    await page.fill('[name=name]', 'مجلس تجريبي');
    await Promise.all([page.waitForURL('**saved=1'), page.click('main form button[type=submit]')]);
    await looksRight(page);
    const link = page.url().replace(/\?.*/, '');
    await page.locator('details.confirm summary').click();
    await Promise.all([
      page.waitForURL('**discarded=1'),
      page.locator('details.confirm button[type=submit]').click(),
    ]);
    expect((await page.goto(link))?.status()).toBe(404);
    await looksRight(page);
    await page.click('main a[href="/join"]');
    expect(await page.locator('[name=name]').isVisible()).toBe(true);
  });
});
