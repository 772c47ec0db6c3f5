import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';
import { product } from './product.ts';

const { openAs } = useBrowser();
const SAMPLE = new URL('../../schema/examples/bank-statement.xml', import.meta.url);

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('finance reads a bank file, accepts what is sure and decides the rest; the same file again adds nothing', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    // Lines of their own for each kind of reader, since both work on the same network.
    const mark = javaScriptEnabled ? 'J' : 'N';
    const buffer = Buffer.from(
      readFileSync(SAMPLE, 'utf8').replaceAll('XML-', `${mark}-`).replaceAll('P-', `${mark}P-`),
    );
    const send = async (content: Buffer) => {
      await page.goto('/w/network/dues/bank');
      await page.setInputFiles('[name=file]', {
        name: 'statement.xml',
        mimeType: 'text/xml',
        buffer: content,
      });
      await page.getByRole('button', { name: 'Read the file' }).click();
      await page.waitForURL('**/dues/bank/files/**');
      await page
        .locator('.tag', { hasText: /^(Read|Refused)$/ })
        .waitFor({ timeout: 20_000 })
        .catch(() => page.reload());
    };
    await send(buffer.subarray(0, 1500));
    expect(await page.locator('.notice.bad').textContent()).toContain('breaks off at line');
    await send(buffer);
    expect(await page.locator('.stats .stat').first().textContent()).toContain('7');
    await send(buffer);
    expect(await page.locator('.notice').first().textContent()).toContain('sent before');
    await page.locator('.stats a').first().click();
    expect(await page.locator('table').first().locator('tbody tr').count()).toBe(7);
    await page.goto('/w/network/dues/bank?search=nobody');
    await page
      .locator('tbody tr')
      .first()
      .getByRole('link', { name: /^Other/ })
      .click();
    const line = page.url();
    await page.locator('summary', { hasText: 'Put on hold' }).click();
    await page.locator('form[action="?/hold"] [name=reason]').fill('We ask the bank');
    await page.locator('form[action="?/hold"] button').click();
    await page.waitForURL('**/dues/bank?done=decide*');
    await page.goto(line);
    expect(await page.locator('main .tag').first().textContent()).toBe('On hold');
    await page.getByRole('button', { name: 'Release' }).click();
    await page.fill('[name="member:0"]', 'nobody');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    expect(await page.locator('.field .error').first().textContent()).toContain('There is no member');
    await page.fill('[name="member:0"]', '(107)');
    await page.getByRole('button', { name: 'Book', exact: true }).click();
    await page.waitForURL('**/dues/bank?done=decide*');
    await page.goto(line);
    await page.locator('main a[href^="/receipts/"]').first().click();
    expect(await page.locator('main').textContent()).toContain('40.00');
    await page.goto(line);
    await page.locator('summary', { hasText: 'Undo' }).click();
    await page.locator('form[action="?/undo"] [name=reason]').fill('It was not theirs');
    await page.locator('form[action="?/undo"] button').click();
    expect(await page.locator('main .tag').first().textContent()).toBe('Inbox');
  });

  test('a line is accepted with one key, and the next one has the focus', async () => {
    const page = await openAs('Finance', { javaScriptEnabled });
    await page.goto('/w/network/dues/bank');
    const waiting = async () =>
      Number(/\d+/.exec(String(await page.locator('nav.tabs [aria-current]').last().textContent()))?.[0]);
    const before = await waiting();
    const accept = page.locator('[data-step]').first();
    if (javaScriptEnabled) await page.keyboard.press('j');
    else await accept.focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**done=accept**');
    expect(await waiting()).toBe(before - 1);
    expect(await page.locator('[data-step]:focus').count()).toBe(1);
  });
});

test('the auditor reads the lines and decides nothing; a region sees none', async () => {
  const page = await openAs('Auditor');
  await page.goto('/w/network/dues/bank');
  expect(await page.locator('tbody tr').count()).toBeGreaterThan(1);
  expect(await page.locator('[data-step]').count()).toBe(0);
  expect(await page.locator('[name=file]').count()).toBe(0);
  const region = await openAs('Regional coordinator');
  expect((await region.goto('/w/network/dues/bank'))?.status()).toBe(403);
});

test('the pages of the bank have no accessibility fault, in Arabic neither', {
  timeout: 180_000,
}, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Finance', { locale });
    await page.goto('/w/network/dues/bank');
    faults.push(...(await accessibilityFaults(page)));
    await page.locator('tbody td a[href*="/dues/bank/"]').first().click();
    faults.push(...(await accessibilityFaults(page)));
    await page.goto('/w/network/dues/bank');
    await page.locator('tbody th a[href*="/files/"]').first().click();
    faults.push(...(await accessibilityFaults(page)));
  }
  expect(faults).toEqual([]);
});

test('sample files are named in the demonstration alone', async () => {
  const page = await openAs('Finance');
  const named = async () => {
    await page.goto('/w/network/dues/bank');
    return (await page.locator('main').textContent())?.includes('bank-statement.xml');
  };
  expect(await named()).toBe(true);
  const owner = postgres(product.ownerUrl, { max: 1, onnotice: () => {} });
  await owner`alter table bank_file disable trigger user`;
  await owner`update bank_file set invented = false`;
  await owner.end();
  expect(await named()).toBe(false);
});
