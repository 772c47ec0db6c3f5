import { describe, expect, test } from 'vitest';
import { accessibilityFaults, useBrowser } from './browser.ts';

const { openAs } = useBrowser();
const after = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe.each([true, false])('with script: %s', (javaScriptEnabled) => {
  test('a treasurer asks for a plan, the committee’s decision is recorded, an instalment keeps it, and there is a receipt', {
    timeout: 120_000,
  }, async () => {
    const treasurer = await openAs('Council treasurer', { javaScriptEnabled });
    const council = new URL(treasurer.url()).pathname.split('/')[2];
    const finance = await openAs('Finance', { javaScriptEnabled });
    await openDues(finance, String(council));

    await treasurer.goto(`/w/${council}/dues`);
    await treasurer.locator('details.why summary').first().click();
    expect(await treasurer.locator('details.why').first().textContent()).toContain('Yearly dues');
    await treasurer.getByRole('link', { name: 'Relief', exact: true }).click();
    expect(await treasurer.locator('.stat', { hasText: 'Overdue' }).textContent()).toMatch(/USD/);
    await treasurer.getByRole('link', { name: 'Ask for relief' }).click();
    await treasurer.getByRole('link', { name: 'Plan with instalments' }).click();
    expect(await treasurer.locator('main').textContent()).toContain('Executive Committee');
    await treasurer.fill('input[type=number][name=instalments]', '13');
    await treasurer.fill('input[type=date][name=firstOn]', after(20));
    await treasurer.getByRole('button', { name: 'Show the effect' }).click();
    expect(await treasurer.locator('.field .error').textContent()).toContain('limits of the rulebook');
    await treasurer.fill('input[type=number][name=instalments]', '3');
    await treasurer.getByRole('button', { name: 'Show the effect' }).click();
    const plan = treasurer.locator('table', { hasText: 'Instalments' });
    expect(await plan.locator('tbody tr').count()).toBe(3);
    await treasurer.fill('[name=reason]', 'The grant of the city comes in spring');
    await treasurer.fill('[name=documents]', 'Letter of the city');
    await treasurer.getByRole('button', { name: 'Send the request' }).click();
    await treasurer.waitForURL(/\/relief\/[0-9a-f-]{36}/);
    const relief = treasurer.url().replace(/#.*/, '');
    expect(await treasurer.locator('dl.facts .tag').textContent()).toBe('Asked for');
    expect(await treasurer.getByRole('button', { name: 'Grant' }).count()).toBe(0);

    const secretariat = await openAs('Global secretariat', { javaScriptEnabled });
    await secretariat.goto('/w/network/dues/relief');
    await secretariat.locator(`a[href*="${relief.split('/').at(-1)}"]`).click();
    expect(await secretariat.locator('#decide ~ section table').first().textContent()).toMatch(/20\d\d/);
    await secretariat.locator('summary', { hasText: 'Grant…' }).click();
    await secretariat.fill('details[open] [name=resolution]', 'EC-2026-7');
    await secretariat.fill('details[open] [name=decidedOn]', after(2));
    await secretariat.getByRole('button', { name: 'Yes: Grant' }).click();
    expect(await secretariat.locator('.field .error').textContent()).toContain('future');
    await secretariat.fill('details[open] [name=decidedOn]', after(0));
    await secretariat.fill('details[open] [name=majority]', '5 to 1');
    await secretariat.getByRole('button', { name: 'Yes: Grant' }).click();
    expect(await secretariat.locator('dl.facts .tag').textContent()).toBe('Granted');
    expect(await secretariat.locator('.timeline').textContent()).toContain('EC-2026-7');

    await treasurer.reload();
    expect(await treasurer.locator('#plan ~ p .tag').first().textContent()).toBe('Plan kept');
    const first = await treasurer
      .locator('#plan ~ section tbody tr')
      .first()
      .locator('td')
      .nth(1)
      .textContent();
    await pay(finance, String(council), String(first).replace(/[^\d.]/g, ''));
    expect(await finance.locator('h1').textContent()).toMatch(/^Receipt/);
    const receipt = finance.url();
    await treasurer.reload();
    const paid = await treasurer
      .locator('#plan ~ section tbody tr')
      .first()
      .locator('td')
      .nth(2)
      .textContent();
    expect(paid).toBe(first);
    expect(await treasurer.locator('#plan ~ p .tag').first().textContent()).toBe('Plan kept');
    await treasurer.goto(`/w/${council}/dues`);
    expect(await treasurer.locator('main').textContent()).toContain('put off to');
    await treasurer.goto(receipt);
    expect(await treasurer.locator('h1').textContent()).toMatch(/^Receipt/);

    // As it was before: the rest is paid, and the plan is over, so that the next reader begins anew.
    const rest = (await restOf(finance, String(council))).replace(/[^\d.]/g, '');
    await pay(finance, String(council), rest);
    await treasurer.goto(relief);
    expect(await treasurer.locator('#plan ~ p .tag').first().textContent()).toBe('Plan fulfilled');
    await secretariat.reload();
    await secretariat.locator('summary', { hasText: 'Revoke the relief' }).click();
    await secretariat.fill('details[open] [name=reason]', 'It is paid');
    await secretariat.getByRole('button', { name: 'Yes: Revoke the relief' }).click();
    expect(await secretariat.locator('dl.facts .tag').textContent()).toBe('Revoked');
  });
});

type Page = Awaited<ReturnType<typeof openAs>>;

/** The bank returns the council's latest transfer that stands: its dues are open again. */
async function openDues(page: Page, council: string): Promise<void> {
  await page.goto(`/w/${council}/dues`);
  const standing = page.locator('#payments ~ section tbody tr:not(:has(.tag.bad)) a[href^="/receipts/"]');
  await standing.first().click();
  await page.locator('summary', { hasText: 'Reverse this payment' }).click();
  await page.fill('[name=reason]', 'Returned by the bank');
  await page.getByRole('button', { name: /^Yes/ }).click();
  await page.locator('.notice.warn').waitFor();
}

async function pay(page: Page, council: string, amount: string): Promise<void> {
  await page.goto(`/w/${council}/dues`);
  await page.fill('[name=amount]', amount);
  await page.getByRole('button', { name: 'Record the payment' }).click();
  await page.waitForURL('**/receipts/**');
}

async function restOf(page: Page, council: string): Promise<string> {
  await page.goto(`/w/${council}/dues`);
  return String(await page.locator('.stat', { hasText: 'Outstanding' }).locator('.stat-value').textContent());
}

test('a treasurer divides what is open into instalments of its own, and takes the request back', {
  timeout: 120_000,
}, async () => {
  const treasurer = await openAs('Council treasurer');
  const council = String(new URL(treasurer.url()).pathname.split('/')[2]);
  const finance = await openAs('Finance');
  await openDues(finance, council);
  const open = Number((await restOf(finance, council)).replace(/[^\d.]/g, ''));

  await treasurer.goto(`/w/${council}/dues/relief/ask?kind=plan`);
  await treasurer.getByRole('link', { name: 'Days and amounts of your own instead' }).click();
  const part = (row: number, name: string) => treasurer.locator(`main [name="parts.${row}.${name}"]:visible`);
  await part(0, 'dueOn').fill(after(20));
  await part(0, 'amount').fill('100.00');
  await treasurer.getByRole('button', { name: 'Show the effect' }).click();
  expect(await treasurer.locator('.field .error').textContent()).toContain('must add up to what is open');
  await part(1, 'amount').fill((open - 100).toFixed(2));
  await treasurer.getByRole('button', { name: 'Show the effect' }).click();
  await treasurer.locator('.field .error', { hasText: 'Please fill this in' }).first().waitFor();
  await part(1, 'dueOn').fill(after(75));
  await treasurer.getByRole('button', { name: 'Show the effect' }).click();
  const plan = treasurer.locator('table', { hasText: 'Instalments' });
  expect(await plan.locator('tbody tr').count()).toBe(2);
  expect(await accessibilityFaults(treasurer)).toEqual([]);
  await treasurer.fill('[name=reason]', 'Two grants, two days');
  await treasurer.getByRole('button', { name: 'Send the request' }).click();
  await treasurer.waitForURL(/\/relief\/[0-9a-f-]{36}/);
  expect(await treasurer.locator('dl.facts').textContent()).toContain('2 instalments');
  await treasurer.locator('summary', { hasText: 'Withdraw the request' }).click();
  await treasurer.fill('details[open] [name=reason]', 'The first grant came');
  await treasurer.getByRole('button', { name: 'Yes: Withdraw the request' }).click();
  expect(await treasurer.locator('dl.facts .tag').textContent()).toBe('Withdrawn');
  await pay(finance, council, open.toFixed(2));
});

test('relief is asked for dues to come, and granted by a resolution from the register’s list', async () => {
  const year = String(new Date().getUTCFullYear() + 2);
  const treasurer = await openAs('Council treasurer');
  const council = new URL(treasurer.url()).pathname.split('/')[2];
  await treasurer.goto(`/w/${council}/dues/relief/ask?kind=reduction`);
  await treasurer.getByRole('checkbox', { name: year }).check();
  await treasurer.fill('main [name=amount]', '100');
  await treasurer.getByRole('button', { name: 'Show the effect' }).click();
  expect(await treasurer.locator('.field .error').textContent()).toContain('name a share');
  await treasurer.fill('main [name=amount]:visible', '');
  await treasurer.fill('main [name=share]:visible', '30');
  await treasurer.getByRole('button', { name: 'Show the effect' }).click();
  expect(await treasurer.locator('main').textContent()).toContain(`takes effect on the dues of ${year}`);
  await treasurer.fill('[name=reason]', 'The currency is falling');
  await treasurer.getByRole('button', { name: 'Send the request' }).click();
  await treasurer.waitForURL(/\/relief\/[0-9a-f-]{36}/);
  const relief = treasurer.url().split('/').at(-1);

  const secretariat = await openAs('Global secretariat');
  await secretariat.goto(`/w/network/dues/relief/${relief}`);
  const resolution = await secretariat.locator('#resolutions option').first().getAttribute('value');
  await secretariat.locator('summary', { hasText: 'Grant…' }).click();
  await secretariat.fill('details[open] [name=resolution]', String(resolution));
  await secretariat.getByRole('button', { name: 'Yes: Grant' }).click();
  expect(await secretariat.locator('dl.facts .tag').textContent()).toBe('Granted');
  expect(await secretariat.locator('dl.facts').textContent()).toContain(`31 Dec ${year}`);
  const link = secretariat.locator('.timeline').getByRole('link', { name: String(resolution) });
  expect(await link.getAttribute('href')).toContain('/resolutions/');
  expect(await accessibilityFaults(secretariat)).toEqual([]);
});

test('the register is filtered by its address and leaves as CSV; another region sees none of it', async () => {
  const page = await openAs('Finance');
  await page.goto('/w/network/dues/relief?show=in_force&kind=plan');
  const states = await page.locator('tbody .tag').allTextContents();
  expect(states.length).toBeGreaterThan(1);
  expect(states.filter((state) => !/Granted|Plan|Behind/.test(state))).toEqual([]);
  const href = await page.getByRole('link', { name: 'CSV' }).getAttribute('href');
  const lines = (await (await page.request.get(String(href))).text()).trim().split('\r\n');
  expect(lines.length - 1).toBe(await page.locator('tbody tr').count());
  const coordinator = await openAs('Regional coordinator');
  await coordinator.goto('/w/cwa/dues/relief?show=all');
  await coordinator.locator('tbody th a').first().click();
  expect(await coordinator.locator('h1').textContent()).toMatch(/: /);
  expect((await coordinator.request.get('/w/eur/dues/relief/export')).status()).toBe(403);
});

test('the pages of relief have no accessibility fault, in Arabic neither', { timeout: 180_000 }, async () => {
  const faults: string[] = [];
  for (const locale of ['en', 'ar']) {
    const page = await openAs('Finance', { locale });
    await page.goto('/w/network/dues/relief?show=in_force&kind=plan');
    const plan = await page.locator('tbody th a').first().getAttribute('href');
    await page.goto('/w/network/dues/relief?show=waiting');
    const waiting = await page.locator('tbody th a').first().getAttribute('href');
    const pages = ['/w/network/dues/relief', '/w/107/dues/relief', '/w/107/dues/relief/ask', plan, waiting];
    for (const path of [...pages, '/w/107/dues/relief/ask?kind=reduction']) {
      await page.goto(String(path));
      faults.push(...(await accessibilityFaults(page)).map((fault) => `${locale} ${path} ${fault}`));
    }
  }
  expect(faults).toEqual([]);
});
